"""One letter to everybody on the list: written on the desk, sent by the worker, one record a person.

Guarantees. Nobody gets a letter twice and nobody is left out without a row that says so, however often the worker is
killed. What a killed worker had begun to hand over and had no answer for is in doubt, at most one letter a connection,
and goes out again only when a person says so. After the machine itself went down, what came after the last line that
the disk had (at most SYNCED a connection) is in doubt. Who leaves is not written to from the moment that the leaving is
stored: the row is looked at just before each letter is handed over.
"""
