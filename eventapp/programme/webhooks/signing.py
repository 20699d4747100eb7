"""Signatures that show a receiver that a message is ours, as https://www.standardwebhooks.com describes them."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

_PREFIX = "whsec_"


def new_webhook_secret() -> str:
    """256 random bits, written as the libraries that check signatures read them."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signed_headers(message_id: str, sent_at: datetime, body: bytes, secret: str) -> dict[str, str]:
    """The headers to send this body with. The moment is signed too, so that nobody can send it again later."""
    seconds = str(int(sent_at.timestamp()))
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signature = hmac.new(key, b".".join([message_id.encode(), seconds.encode(), body]), hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }
