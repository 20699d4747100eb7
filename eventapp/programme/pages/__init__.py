"""The programme's pages, feeds and files; for organisers, publishing."""

from eventapp.programme.pages import feeds, files, programme, publish

handlers = [*programme.handlers, *feeds.handlers, *files.handlers, *publish.handlers]
