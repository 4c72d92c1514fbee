"""Whether a key may be made where there is none: never for data that were sealed with another one."""

from __future__ import annotations

from drypoint.project.config import DATABASE_FILE, Config, ConfigError, DatabaseUrl


def refuse_new_key_for_old_data(config: Config) -> None:
    """Raise ConfigError if there are data but no key file: a new key could not read them.

    Where a database is named it is asked, so that a second machine does not make a key of its own.
    """
    if config.key_file.exists():
        return
    held = [config.data / DATABASE_FILE, config.data / "documents"]
    if any(path.exists() for path in held):
        raise ConfigError(
            f"The key file {config.key_file} is missing, but {config.data} holds data that were stored with it. "
            "Put the key back, or say in DRYPOINT_KEY_FILE where it is."
        )
    if config.database is not None and _knows_a_key(config.database):
        raise ConfigError(
            f"The key file {config.key_file} is missing, but the database holds data that were stored with it. Put the "
            "practice's own key there; docs/how-to/two-machines.md says how it gets to a second machine."
        )


def _knows_a_key(database: DatabaseUrl) -> bool:
    try:
        import psycopg
        from psycopg.conninfo import make_conninfo
    except ImportError:  # said in a sentence where the database is opened
        return False
    try:
        address = make_conninfo(
            host=database.host,
            port=database.port,
            user=database.user,
            password=database.password,
            dbname=database.name,
            **dict(database.options),
        )
        with psycopg.connect(address) as link:
            row = link.execute("SELECT to_regclass('core_keymark') IS NOT NULL").fetchone()
            return bool(row and row[0]) and link.execute("SELECT 1 FROM core_keymark").fetchone() is not None
    except psycopg.Error as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ConfigError(
            f"There is no key file, and the database, which might hold data of another key, cannot be opened: {reason}."
        ) from error
