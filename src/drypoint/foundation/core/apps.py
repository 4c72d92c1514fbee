"""Configuration of the room."""

from datetime import timedelta

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """See the package's docstring."""

    name = "drypoint.foundation.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the worker remove what has had its time."""
        from drypoint.foundation.core import audit_chain, audited, limits, machine_checks, ping, sessions
        from drypoint.foundation.core.checks import register_check
        from drypoint.foundation.core.files import documents, form_keys, resealing
        from drypoint.foundation.core.keeping import nightly
        from drypoint.foundation.core.mail import mail_server
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.core.registries.sealed import Sealed, register_sealed
        from drypoint.foundation.core.worker import register_scan

        register_scan("quarantined documents", timedelta(minutes=5), documents.open_waiting)
        register_scan("left backups", timedelta(minutes=30), nightly.remove_leftovers)
        register_scan("backup", nightly.LOOK_EVERY, nightly.look_after, is_long=True)
        register_scan("audit seal", audit_chain.EVERY, audit_chain.seal_new)
        register_scan("old audit lines", audit_chain.AGE_OUT_EVERY, audit_chain.age_out)
        register_scan("ping", ping.EVERY, ping.ping)
        register_scan("expired sessions", timedelta(hours=6), sessions.remove_expired)
        register_scan("expired uploads", timedelta(minutes=30), documents.remove_expired)
        register_scan("old rate windows", timedelta(hours=6), limits.remove_old)
        register_scan("spent form keys", timedelta(hours=6), form_keys.remove_spent)
        register_check("machines", machine_checks.machines_alike)
        register_check("files.place", machine_checks.place_of_files)
        register_audit_actions(audited.SENTENCES)
        register_sealed(Sealed("core.documents", 100, "documents", resealing.reseal_documents))
        register_sealed(Sealed("core.document_names", 110, "names of documents", resealing.reseal_names))
        register_sealed(Sealed("core.mail_server", 120, "passwords of the mail server", mail_server.reseal_password))
