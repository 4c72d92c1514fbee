"""Configuration of the room."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig, Under


class AccountsConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.foundation.accounts"
    label = "accounts"
    addresses = {
        Under.ROOT: "drypoint.foundation.accounts.urls_root",
        Under.LANGUAGE: "drypoint.foundation.accounts.urls_language",
    }

    def ready(self) -> None:
        """Write down what allauth and Wagtail write, and say who looks after the staff and its mails."""
        from drypoint.foundation.accounts import actions, audited, day_codes, receivers, sealed_secrets
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.core.registries.mail_kinds import MailKind, register_kind
        from drypoint.foundation.core.registries.sealed import Sealed, register_sealed
        from drypoint.foundation.core.worker import register_scan

        register_kind(MailKind(actions.INVITATION, listed_by="staff.manage", read_by="staff.manage"))
        receivers.connect()
        register_capabilities(
            "accounts",
            1000,
            Capability(
                "staff.manage", _("invite colleagues, change roles, help after a lost second factor"), held_by()
            ),
        )
        register_audit_actions(audited.SENTENCES)
        register_scan("codes for one day", timedelta(hours=6), day_codes.remove_outdated)
        register_sealed(Sealed("accounts.second_factors", 200, "second factors", sealed_secrets.reseal_second_factors))
