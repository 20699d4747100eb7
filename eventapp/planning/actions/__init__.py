"""What partners write down from workshops and surveys. `by` is None for the command line."""

from eventapp.planning.actions.photos import add_photo as add_photo
from eventapp.planning.actions.photos import change_photo_words as change_photo_words
from eventapp.planning.actions.photos import remove_photo as remove_photo
from eventapp.planning.actions.surveys import add_survey as add_survey
from eventapp.planning.actions.surveys import add_survey_rows as add_survey_rows
from eventapp.planning.actions.surveys import add_survey_theme as add_survey_theme
from eventapp.planning.actions.surveys import change_survey as change_survey
from eventapp.planning.actions.surveys import remove_survey as remove_survey
from eventapp.planning.actions.surveys import remove_survey_theme as remove_survey_theme
from eventapp.planning.actions.workshops import add_workshop as add_workshop
from eventapp.planning.actions.workshops import change_workshop as change_workshop
