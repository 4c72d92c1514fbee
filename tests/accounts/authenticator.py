"""A passkey made of software: what a telephone answers to the page's script, for tests."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

# User present, user verified, credential data attached.
PRESENT, VERIFIED, ATTACHED = 0x01, 0x04, 0x40


class SoftwareAuthenticator:
    """One credential for one site, which always agrees; what it says of itself can be changed."""

    def __init__(self, origin: str, site: str) -> None:
        self.origin, self.site_hash = origin, hashlib.sha256(site.encode()).digest()
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.user_handle = ""
        self.is_verifying = True
        self.signatures = 0
        # What its browser says besides, of being framed.
        self.told: dict[str, Any] = {"crossOrigin": False}

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, **self.told}).encode()

    def _flags(self, more: int = 0) -> bytes:
        return bytes([PRESENT | (VERIFIED if self.is_verifying else 0) | more])

    def create(self, options: dict[str, Any], *, alone: bool = False) -> str:
        """Answer navigator.credentials.create()."""
        key = options["publicKey"]
        self.user_handle = key["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self.site_hash + self._flags(ATTACHED) + self.signatures.to_bytes(4, "big") + credential
        return self._credential(
            {
                "clientDataJSON": websafe_encode(self._client_data("webauthn.create", key["challenge"])),
                "attestationObject": websafe_encode(cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})),
                "transports": ["internal"],
            },
            {"credProps": {"rk": alone}},
        )

    def get(self, options: dict[str, Any]) -> str:
        """Answer navigator.credentials.get()."""
        client = self._client_data("webauthn.get", options["publicKey"]["challenge"])
        self.signatures += 1
        data = self.site_hash + self._flags() + self.signatures.to_bytes(4, "big")
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": self.user_handle,
            },
            {},
        )

    def _credential(self, response: dict[str, Any], extensions: dict[str, Any]) -> str:
        own = websafe_encode(self.id)
        return json.dumps(
            {
                "type": "public-key",
                "id": own,
                "rawId": own,
                "authenticatorAttachment": "platform",
                "clientExtensionResults": extensions,
                "response": response,
            }
        )
