"""The programme's pages, feeds and files; for organisers, publishing."""

from eventapp.programme.pages import embed, feeds, files, now, printing, programme, publish, short

handlers = [
    *programme.handlers,
    *now.handlers,
    *printing.handlers,
    *embed.handlers,
    *short.handlers,
    *feeds.handlers,
    *files.handlers,
    *publish.handlers,
]
