"""The first tables: one SQL text for SQLite and PostgreSQL."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from eventapp.piccolo_migrations import sql_migration

ID = "2026-11-21T21:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The first tables"

SQL = """
CREATE TABLE organisation (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    other_names TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX organisation_name ON organisation (lower(name));

CREATE TABLE person (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    email TEXT NOT NULL CHECK (email = lower(email) AND email <> ''),
    name TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX person_email ON person (email);

CREATE TABLE membership (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    person VARCHAR(12) NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    organisation VARCHAR(12) NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX membership_once ON membership (person, organisation);
CREATE INDEX membership_organisation ON membership (organisation);

CREATE TABLE sign_in_link (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    person VARCHAR(12) NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    link_hash TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    next_path TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ,
    wrong_codes INTEGER NOT NULL CHECK (wrong_codes >= 0)
);
CREATE UNIQUE INDEX sign_in_link_link ON sign_in_link (link_hash);
CREATE INDEX sign_in_link_person ON sign_in_link (person, created_at);

CREATE TABLE sign_in (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    person VARCHAR(12) NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    secret_hash TEXT NOT NULL,
    own_device BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX sign_in_secret ON sign_in (secret_hash);
CREATE INDEX sign_in_person ON sign_in (person);

CREATE TABLE event (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    slug TEXT NOT NULL CHECK (slug <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    intro TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    opens_at TIME NOT NULL,
    closes_at TIME NOT NULL,
    time_zone TEXT NOT NULL,
    venue_name TEXT NOT NULL,
    venue_address TEXT NOT NULL,
    cost TEXT NOT NULL,
    access_text TEXT NOT NULL,
    help_text TEXT NOT NULL,
    contact_email TEXT NOT NULL,
    contact_phone TEXT NOT NULL,
    proposals_open BOOLEAN NOT NULL,
    bookings_open BOOLEAN NOT NULL,
    over_at TIMESTAMPTZ,
    is_sample BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    CHECK (ends_on >= starts_on),
    CHECK (closes_at > opens_at)
);
CREATE UNIQUE INDEX event_slug ON event (slug);

CREATE TABLE organiser (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    person VARCHAR(12) NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX organiser_once ON organiser (event, person);
CREATE INDEX organiser_person ON organiser (person);

CREATE TABLE participation (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    organisation VARCHAR(12) NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX participation_once ON participation (event, organisation);
CREATE INDEX participation_organisation ON participation (organisation);

CREATE TABLE room (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (name <> ''),
    floor TEXT NOT NULL,
    capacity INTEGER NOT NULL CHECK (capacity >= 0),
    finding TEXT NOT NULL,
    position INTEGER NOT NULL
);
CREATE UNIQUE INDEX room_name ON room (event, lower(name));

CREATE TABLE room_feature (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    room VARCHAR(12) NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    feature TEXT NOT NULL CHECK (feature IN ('step-free', 'hearing-loop', 'quiet', 'near-toilets', 'lying-down',
        'projector', 'blackout', 'tables', 'sockets', 'sink', 'noise', 'daylight'))
);
CREATE UNIQUE INDEX room_feature_once ON room_feature (room, feature);

CREATE TABLE planning_workshop (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    title TEXT NOT NULL CHECK (title <> ''),
    held_on DATE NOT NULL,
    place TEXT NOT NULL,
    who_came TEXT NOT NULL,
    notes TEXT NOT NULL,
    written_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    created_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX planning_workshop_event ON planning_workshop (event, held_on);

CREATE TABLE survey_theme (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    theme TEXT NOT NULL CHECK (theme <> ''),
    answer_group TEXT NOT NULL,
    people INTEGER NOT NULL CHECK (people >= 0),
    quotes TEXT NOT NULL,
    quotes_allowed BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX survey_theme_once ON survey_theme (event, lower(theme), lower(answer_group));

CREATE TABLE proposal (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('idea', 'submitted', 'selected', 'not-this-time', 'withdrawn')),
    state_before TEXT CHECK (state_before IN ('idea', 'submitted')),
    title TEXT NOT NULL CHECK (title <> ''),
    what_happens TEXT NOT NULL,
    contact TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('workshop', 'talk', 'film', 'discussion', 'drop-in', 'making', 'stall',
        'one-to-one', 'quiet', 'other')),
    minutes INTEGER CHECK (minutes BETWEEN 1 AND 20160),
    places INTEGER CHECK (places BETWEEN 1 AND 100000),
    attendance TEXT NOT NULL CHECK (attendance IN ('book', 'drop-in')),
    language TEXT NOT NULL,
    content_notes TEXT NOT NULL,
    access_notes TEXT NOT NULL,
    wants_cohost BOOLEAN NOT NULL,
    workshop VARCHAR(12) REFERENCES planning_workshop (id) ON DELETE SET NULL,
    survey_theme VARCHAR(12) REFERENCES survey_theme (id) ON DELETE SET NULL,
    proposed_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    created_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    CHECK (state NOT IN ('submitted', 'selected') OR minutes IS NOT NULL),
    CHECK (state_before IS NULL OR state = 'withdrawn')
);
CREATE INDEX proposal_event ON proposal (event, state);

CREATE TABLE proposal_organisation (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    proposal VARCHAR(12) NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
    organisation VARCHAR(12) NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX proposal_organisation_once ON proposal_organisation (proposal, organisation);
CREATE INDEX proposal_organisation_organisation ON proposal_organisation (organisation);

CREATE TABLE host (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    organisation VARCHAR(12) REFERENCES organisation (id) ON DELETE RESTRICT,
    name TEXT NOT NULL CHECK (name <> ''),
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX host_once ON host (event, organisation, name);

CREATE TABLE proposal_host (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    proposal VARCHAR(12) NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
    host VARCHAR(12) NOT NULL REFERENCES host (id) ON DELETE CASCADE,
    position INTEGER NOT NULL
);
CREATE UNIQUE INDEX proposal_host_once ON proposal_host (proposal, host);
CREATE INDEX proposal_host_host ON proposal_host (host);

CREATE TABLE proposal_need (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    proposal VARCHAR(12) NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
    feature TEXT NOT NULL CHECK (feature IN ('step-free', 'hearing-loop', 'quiet', 'near-toilets', 'lying-down',
        'projector', 'blackout', 'tables', 'sockets', 'sink', 'noise', 'daylight'))
);
CREATE UNIQUE INDEX proposal_need_once ON proposal_need (proposal, feature);

CREATE TABLE comment (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    proposal VARCHAR(12) NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
    person VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    body TEXT NOT NULL CHECK (body <> ''),
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX comment_proposal ON comment (proposal, created_at);

CREATE TABLE voting_round (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    title TEXT NOT NULL CHECK (title <> ''),
    rules TEXT NOT NULL,
    budget_minutes INTEGER NOT NULL CHECK (budget_minutes >= 0),
    closes_at TIMESTAMPTZ NOT NULL,
    seed TEXT NOT NULL,
    ballot_key BYTEA,
    created_at TIMESTAMPTZ NOT NULL,
    opened_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    counted_at TIMESTAMPTZ,
    confirmed_at TIMESTAMPTZ,
    confirmed_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    CHECK ((ballot_key IS NOT NULL) = (opened_at IS NOT NULL AND closed_at IS NULL)),
    CHECK (closed_at IS NULL OR opened_at IS NOT NULL),
    CHECK (counted_at IS NULL OR closed_at IS NOT NULL),
    CHECK (confirmed_at IS NULL OR counted_at IS NOT NULL)
);
CREATE UNIQUE INDEX voting_round_open ON voting_round (event) WHERE confirmed_at IS NULL;

CREATE TABLE candidate (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    round VARCHAR(12) NOT NULL REFERENCES voting_round (id) ON DELETE CASCADE,
    proposal VARCHAR(12) NOT NULL REFERENCES proposal (id) ON DELETE RESTRICT,
    minutes INTEGER NOT NULL CHECK (minutes > 0),
    chosen BOOLEAN,
    turn INTEGER,
    support INTEGER,
    reason TEXT NOT NULL
);
CREATE UNIQUE INDEX candidate_once ON candidate (round, proposal);
CREATE INDEX candidate_proposal ON candidate (proposal);

CREATE TABLE ballot (
    id VARCHAR(64) PRIMARY KEY NOT NULL,
    round VARCHAR(12) NOT NULL REFERENCES voting_round (id) ON DELETE CASCADE,
    weight_group TEXT NOT NULL,
    weight TEXT NOT NULL
);
CREATE INDEX ballot_round ON ballot (round);

CREATE TABLE ballot_mark (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    ballot VARCHAR(64) NOT NULL REFERENCES ballot (id) ON DELETE CASCADE,
    candidate VARCHAR(12) NOT NULL REFERENCES candidate (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX ballot_mark_once ON ballot_mark (ballot, candidate);
CREATE INDEX ballot_mark_candidate ON ballot_mark (candidate);

CREATE TABLE session (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    uid TEXT NOT NULL CHECK (uid <> ''),
    proposal VARCHAR(12) REFERENCES proposal (id) ON DELETE RESTRICT,
    title TEXT,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 20160),
    places INTEGER CHECK (places BETWEEN 1 AND 100000),
    attendance TEXT NOT NULL CHECK (attendance IN ('book', 'drop-in')),
    created_at TIMESTAMPTZ NOT NULL,
    cancelled_at TIMESTAMPTZ,
    cancelled_reason TEXT NOT NULL,
    CHECK ((proposal IS NULL) = (title IS NOT NULL))
);
CREATE UNIQUE INDEX session_uid ON session (uid);
CREATE UNIQUE INDEX session_proposal ON session (proposal);
CREATE INDEX session_event ON session (event);

CREATE TABLE placement (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    session VARCHAR(12) NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    room VARCHAR(12) REFERENCES room (id) ON DELETE RESTRICT,
    starts_at TIMESTAMPTZ NOT NULL,
    locked BOOLEAN NOT NULL,
    placed_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    placed_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX placement_session ON placement (session);
CREATE INDEX placement_room ON placement (room, starts_at);

CREATE TABLE edition (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number >= 1),
    content TEXT NOT NULL,
    note TEXT NOT NULL,
    published_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    published_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX edition_number ON edition (event, number);

CREATE TABLE published_session (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    session VARCHAR(12) NOT NULL REFERENCES session (id) ON DELETE RESTRICT,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    uid TEXT NOT NULL,
    title TEXT NOT NULL,
    room_name TEXT NOT NULL,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    places INTEGER CHECK (places BETWEEN 1 AND 100000),
    attendance TEXT NOT NULL CHECK (attendance IN ('book', 'drop-in')),
    is_full BOOLEAN NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 0),
    created_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    cancelled_at TIMESTAMPTZ,
    CHECK (ends_at > starts_at)
);
CREATE UNIQUE INDEX published_session_session ON published_session (session);
CREATE UNIQUE INDEX published_session_uid ON published_session (uid);
CREATE INDEX published_session_event ON published_session (event, starts_at);

CREATE TABLE published_page (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    content_type TEXT NOT NULL,
    body BYTEA NOT NULL,
    version INTEGER NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX published_page_path ON published_page (path);
CREATE INDEX published_page_event ON published_page (event);

CREATE TABLE attendee (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (name <> ''),
    code TEXT NOT NULL,
    link_hash TEXT NOT NULL,
    link_number INTEGER NOT NULL CHECK (link_number >= 1),
    form_key TEXT,
    email TEXT,
    booked_by VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX attendee_code ON attendee (event, code);
CREATE UNIQUE INDEX attendee_link ON attendee (link_hash);
CREATE UNIQUE INDEX attendee_form ON attendee (event, form_key);

CREATE TABLE booking (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    session VARCHAR(12) NOT NULL REFERENCES session (id) ON DELETE RESTRICT,
    attendee VARCHAR(12) NOT NULL REFERENCES attendee (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('booked', 'waiting', 'cancelled')),
    places INTEGER NOT NULL CHECK (places BETWEEN 1 AND 20),
    turn INTEGER NOT NULL CHECK (turn >= 1),
    uid TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 0),
    created_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX booking_once ON booking (session, attendee) WHERE state <> 'cancelled';
CREATE UNIQUE INDEX booking_turn ON booking (session, turn);
CREATE UNIQUE INDEX booking_uid ON booking (uid);
CREATE INDEX booking_attendee ON booking (attendee);

CREATE TABLE access_need (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    attendee VARCHAR(12) NOT NULL REFERENCES attendee (id) ON DELETE CASCADE,
    need TEXT NOT NULL,
    own_words TEXT NOT NULL,
    agreed_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX access_need_once ON access_need (attendee, need);

CREATE TABLE code_try (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    address_hash TEXT NOT NULL,
    tried_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX code_try_address ON code_try (event, address_hash, tried_at);

CREATE TABLE notice (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) REFERENCES event (id) ON DELETE CASCADE,
    attendee VARCHAR(12) REFERENCES attendee (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    about TEXT,
    email TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    sent_at TIMESTAMPTZ,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    trouble TEXT NOT NULL
);
CREATE UNIQUE INDEX notice_about ON notice (about, email);
CREATE INDEX notice_due ON notice (due_at) WHERE sent_at IS NULL;
CREATE INDEX notice_event ON notice (event, created_at);
CREATE INDEX notice_attendee ON notice (attendee);

CREATE TABLE delivery_turn (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    holder TEXT NOT NULL,
    until TIMESTAMPTZ NOT NULL
);

CREATE TABLE log_entry (
    id VARCHAR(12) PRIMARY KEY NOT NULL,
    event VARCHAR(12) REFERENCES event (id) ON DELETE CASCADE,
    person VARCHAR(12) REFERENCES person (id) ON DELETE SET NULL,
    who TEXT NOT NULL,
    did TEXT NOT NULL,
    what TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX log_entry_event ON log_entry (event, at);
"""


async def forwards() -> MigrationManager:
    return sql_migration(ID, DESCRIPTION, SQL)
