"""Ticking what a page asks to tick before it publishes."""

import re

import httpx


async def all_accepted(client: httpx.AsyncClient, slug: str = "day") -> dict[str, list[str]]:
    """What the browser sends where every warning on the page for publishing is ticked."""
    page = await client.get(f"/{slug}/publish")
    return {"accepted": re.findall(r'name="accepted"[^>]*value="(\w+)"', page.text)}
