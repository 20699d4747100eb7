"""What only PostgreSQL does."""

import pytest

from eventapp.db.postgres import PostgresConnection


class UndoneByTheServer:
    async def execute(self, sql: str) -> str:
        return "ROLLBACK"


async def test_a_commit_that_the_server_turned_into_a_rollback_is_a_failure() -> None:
    connection = PostgresConnection(UndoneByTheServer())

    with pytest.raises(RuntimeError, match="the server answered ROLLBACK to COMMIT"):
        await connection.commit()
