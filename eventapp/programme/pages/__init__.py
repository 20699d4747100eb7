"""The programme's pages, feeds and files; for organisers, publishing."""

from eventapp.programme.pages import (
    easy,
    editions,
    embed,
    feeds,
    files,
    now,
    printing,
    programme,
    publish,
    saved,
    short,
    today,
    webhooks,
)

handlers = [
    *programme.handlers,
    *saved.handlers,
    *easy.handlers,
    *editions.handlers,
    *now.handlers,
    *printing.handlers,
    *embed.handlers,
    *short.handlers,
    *feeds.handlers,
    *files.handlers,
    *publish.handlers,
    *today.handlers,
    *webhooks.handlers,
]
