"""What a program does that uses Debian's python3-cassandra. client.py HOST VERSION COMPRESSION STEP; ends with 0 when all is as it should be."""
import sys
import threading

from cassandra import AlreadyExists, InvalidRequest, Unavailable, ConsistencyLevel
from cassandra.cluster import Cluster, ExecutionProfile, EXEC_PROFILE_DEFAULT, NoHostAvailable
from cassandra.policies import RoundRobinPolicy
from cassandra.protocol import SyntaxException
from cassandra.query import BatchStatement, SimpleStatement, dict_factory

host, version, compression, step = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
keyspace = "python_v%s_%s" % (version, compression)


def connect():
    return Cluster(
        [host], protocol_version=version, compression={"none": False}.get(compression, compression), connect_timeout=30,
        execution_profiles={EXEC_PROFILE_DEFAULT: ExecutionProfile(
            load_balancing_policy=RoundRobinPolicy(), row_factory=dict_factory, request_timeout=60)})


def refused(kind, words, do):
    try:
        do()
    except kind as e:
        assert words in str(e), str(e)
        return
    raise AssertionError("%s was not refused" % words)


def make(cluster, session):
    told = threading.Event()
    cluster.metadata  # made when connecting
    session.execute("CREATE KEYSPACE %s WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}" % keyspace)
    session.set_keyspace(keyspace)
    session.execute("CREATE TABLE events (day text, at timestamp, n int, body blob, PRIMARY KEY (day, at)) WITH CLUSTERING ORDER BY (at DESC)")
    session.execute("CREATE TABLE kinds (k uuid PRIMARY KEY, t text, b boolean, d double, v varint, l list<int>, s set<text>, m map<text, bigint>)")
    table = cluster.metadata.keyspaces[keyspace].tables["events"]
    assert [c.name for c in table.primary_key] == ["day", "at"], table.primary_key
    assert table.clustering_key[0].is_reversed
    assert cluster.metadata.token_map is not None and len(cluster.metadata.token_map.ring) == 256
    refused(AlreadyExists, "already exists", lambda: session.execute("CREATE TABLE events (a int PRIMARY KEY)"))
    refused(AlreadyExists, "already exists", lambda: session.execute(
        "CREATE KEYSPACE %s WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}" % keyspace))


def write(session):
    import uuid
    from datetime import datetime, timedelta, timezone
    insert = session.prepare("INSERT INTO events (day, at, n, body) VALUES (?, ?, ?, ?)")
    assert insert.routing_key_indexes == [0], insert.routing_key_indexes
    start = datetime(2026, 12, 1, tzinfo=timezone.utc)
    futures = [session.execute_async(insert, ("monday", start + timedelta(seconds=i), i, bytes(i % 300))) for i in range(1000)]
    for future in futures:
        future.result()
    key = uuid.UUID(int=5)
    session.execute(
        "INSERT INTO kinds (k, t, b, d, v, l, s, m) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (key, "Zoë", True, 2.5, 2 ** 100, [3, 1, 2], {"b", "a"}, {"x": 1}))
    row = session.execute("SELECT * FROM kinds WHERE k = %s", (key,)).one()
    assert row["t"] == "Zoë" and row["v"] == 2 ** 100 and row["l"] == [3, 1, 2], row
    assert row["s"] == {"a", "b"} and dict(row["m"]) == {"x": 1}, row
    batch = BatchStatement()
    for i in range(3):
        batch.add(insert, ("tuesday", start + timedelta(seconds=i), i, b""))
    batch.add(SimpleStatement("INSERT INTO events (day, at, n) VALUES ('tuesday', '2027-01-01', 9)"))
    session.execute(batch)
    assert [r["n"] for r in session.execute("SELECT n FROM events WHERE day = 'tuesday'")] == [9, 2, 1, 0]


def read(session):
    select = session.prepare("SELECT n, body FROM events WHERE day = ?")
    select.fetch_size = 64
    rows = list(session.execute(select, ("monday",)))
    assert [r["n"] for r in rows] == list(range(999, -1, -1)), [r["n"] for r in rows][:10]
    assert all(len(r["body"]) == r["n"] % 300 for r in rows)
    page = session.execute(select, ("monday",))
    assert page.has_more_pages and len(page.current_rows) == 64
    state = page.paging_state
    again = session.execute(select, ("monday",), paging_state=state)
    assert again.current_rows[0]["n"] == 999 - 64, again.current_rows[0]
    everything = SimpleStatement("SELECT day, n FROM events", fetch_size=100)
    assert len(list(session.execute(everything))) == 1004
    named = session.execute("SELECT n FROM events WHERE day = %(day)s LIMIT 2", {"day": "monday"})
    assert [r["n"] for r in named] == [999, 998]


def errors(session):
    refused(SyntaxException, "line 1:0", lambda: session.execute("SELEC 1"))
    refused(InvalidRequest, "nothing", lambda: session.execute("SELECT * FROM nothing"))
    refused(InvalidRequest, "Keyspace 'nowhere' does not exist", lambda: session.execute("USE nowhere"))
    refused(InvalidRequest, "scylla", lambda: session.execute("SELECT * FROM system_schema.scylla_tables"))
    refused((Unavailable, NoHostAvailable), "Cannot achieve consistency level", lambda: session.execute(
        SimpleStatement("SELECT * FROM events WHERE day = 'a'", consistency_level=ConsistencyLevel.THREE)))
    for level in (ConsistencyLevel.ONE, ConsistencyLevel.QUORUM, ConsistencyLevel.ALL, ConsistencyLevel.LOCAL_QUORUM,
                  ConsistencyLevel.LOCAL_ONE, ConsistencyLevel.SERIAL, ConsistencyLevel.LOCAL_SERIAL, ConsistencyLevel.EACH_QUORUM):
        session.execute(SimpleStatement("SELECT * FROM events WHERE day = 'a'", consistency_level=level))


def events(cluster, session):
    other = connect()
    try:
        seen = other.connect()
        session.execute("CREATE TABLE later (a int PRIMARY KEY)")
        for _ in range(600):
            if "later" in other.metadata.keyspaces[keyspace].tables:
                break
            threading.Event().wait(0.05)
        assert "later" in other.metadata.keyspaces[keyspace].tables, "nobody told of a new table"
        seen.execute("INSERT INTO %s.later (a) VALUES (1)" % keyspace)
        select = seen.prepare("SELECT * FROM %s.later" % keyspace)
        assert seen.execute(select).one() == {"a": 1}
        session.execute("ALTER TABLE later ADD b text")
        assert seen.execute(select).one() == {"a": 1, "b": None}
        session.execute("DROP TABLE later")
        refused(InvalidRequest, "later", lambda: seen.execute(select))
    finally:
        other.shutdown()


with connect() as cluster:
    session = cluster.connect()
    assert cluster.metadata.cluster_name == "conformance", cluster.metadata.cluster_name
    if step == "first":
        make(cluster, session)
        write(session)
        read(session)
        errors(session)
        events(cluster, session)
    else:
        session.set_keyspace(keyspace)
        read(session)
        events(cluster, session)
