namespace Hathi.Ring.Core.SystemTables;

/// <summary>
/// Tables of which each node has its own, with the columns, types and options of Apache Cassandra 5.0.6: as its own
/// <c>system_schema</c> showed them.
/// </summary>
internal static class LocalDefinitions
{
    /// <summary><c>system</c>.</summary>
    public const string SystemText = """
        CREATE TABLE "IndexInfo" (table_name text, index_name text, value blob, PRIMARY KEY (table_name, index_name)) WITH comment =
            'built column indexes'
        CREATE TABLE available_ranges (keyspace_name text, ranges set<blob>, PRIMARY KEY (keyspace_name)) WITH comment =
            'available keyspace/ranges during bootstrap/replace that are ready to be served'
        CREATE TABLE available_ranges_v2 (keyspace_name text, full_ranges set<blob>, transient_ranges set<blob>, PRIMARY KEY
            (keyspace_name)) WITH comment = 'available keyspace/ranges during bootstrap/replace that are ready to be served'
        CREATE TABLE batches (id timeuuid, mutations list<blob>, version int, PRIMARY KEY (id)) WITH comment =
            'batches awaiting replay' AND compaction = {'class': 'SizeTieredCompactionStrategy', 'min_threshold': '2'}
        CREATE TABLE built_views (keyspace_name text, view_name text, status_replicated boolean, PRIMARY KEY (keyspace_name,
            view_name)) WITH comment = 'built views'
        CREATE TABLE compaction_history (id timeuuid, bytes_in bigint, bytes_out bigint, columnfamily_name text, compacted_at
            timestamp, compaction_properties frozen<map<text, text>>, keyspace_name text, rows_merged map<int, bigint>, PRIMARY KEY
            (id)) WITH comment = 'week-long compaction history' AND default_time_to_live = 604800
        CREATE TABLE local ("key" text, bootstrapped text, broadcast_address inet, broadcast_port int, cluster_name text,
            cql_version text, data_center text, gossip_generation int, host_id uuid, listen_address inet, listen_port int,
            native_protocol_version text, partitioner text, rack text, release_version text, rpc_address inet, rpc_port int,
            schema_version uuid, tokens set<text>, truncated_at map<uuid, blob>, PRIMARY KEY ("key")) WITH comment =
            'information about the local node'
        CREATE TABLE paxos (row_key blob, cf_id uuid, in_progress_ballot timeuuid, in_progress_read_ballot timeuuid,
            most_recent_commit blob, most_recent_commit_at timeuuid, most_recent_commit_version int, proposal blob, proposal_ballot
            timeuuid, proposal_version int, PRIMARY KEY (row_key, cf_id)) WITH comment = 'in-progress paxos proposals' AND
            compaction = {'class': 'LeveledCompactionStrategy'} AND bloom_filter_fp_chance = 0.01
        CREATE TABLE paxos_repair_history (keyspace_name text, table_name text, points frozen<list<frozen<tuple<blob, timeuuid>>>>,
            PRIMARY KEY (keyspace_name, table_name)) WITH comment = 'paxos repair history'
        CREATE TABLE peer_events (peer inet, hints_dropped map<timeuuid, int>, PRIMARY KEY (peer)) WITH comment =
            'events related to peers'
        CREATE TABLE peer_events_v2 (peer inet, peer_port int, hints_dropped map<timeuuid, int>, PRIMARY KEY (peer, peer_port)) WITH
            comment = 'events related to peers'
        CREATE TABLE peers (peer inet, data_center text, host_id uuid, preferred_ip inet, rack text, release_version text,
            rpc_address inet, schema_version uuid, tokens set<text>, PRIMARY KEY (peer)) WITH comment =
            'information about known peers in the cluster'
        CREATE TABLE peers_v2 (peer inet, peer_port int, data_center text, host_id uuid, native_address inet, native_port int,
            preferred_ip inet, preferred_port int, rack text, release_version text, schema_version uuid, tokens set<text>, PRIMARY
            KEY (peer, peer_port)) WITH comment = 'information about known peers in the cluster'
        CREATE TABLE prepared_statements (prepared_id blob, logged_keyspace text, query_string text, PRIMARY KEY (prepared_id)) WITH
            comment = 'prepared statements'
        CREATE TABLE repairs (parent_id timeuuid, cfids set<uuid>, coordinator inet, coordinator_port int, last_update timestamp,
            participants set<inet>, participants_wp set<text>, ranges set<blob>, repaired_at timestamp, started_at timestamp, state
            int, PRIMARY KEY (parent_id)) WITH comment = 'repairs'
        CREATE TABLE size_estimates (keyspace_name text, table_name text, range_start text, range_end text, mean_partition_size
            bigint, partitions_count bigint, PRIMARY KEY (keyspace_name, table_name, range_start, range_end)) WITH comment =
            'per-table primary range size estimates, table is deprecated in favor of table_estimates'
        CREATE TABLE sstable_activity (keyspace_name text, columnfamily_name text, generation int, rate_120m double, rate_15m
            double, PRIMARY KEY ((keyspace_name, columnfamily_name, generation))) WITH comment = 'historic sstable read rates'
        CREATE TABLE sstable_activity_v2 (keyspace_name text, table_name text, id text, rate_120m double, rate_15m double, PRIMARY
            KEY ((keyspace_name, table_name, id))) WITH comment = 'historic sstable read rates'
        CREATE TABLE table_estimates (keyspace_name text, table_name text, range_type text, range_start text, range_end text,
            mean_partition_size bigint, partitions_count bigint, PRIMARY KEY (keyspace_name, table_name, range_type, range_start,
            range_end)) WITH comment = 'per-table range size estimates'
        CREATE TABLE top_partitions (keyspace_name text, table_name text, top_type text, last_update timestamp, top
            frozen<list<frozen<tuple<text, bigint>>>>, PRIMARY KEY (keyspace_name, table_name, top_type)) WITH comment =
            'Stores the top partitions'
        CREATE TABLE transferred_ranges (operation text, keyspace_name text, peer inet, ranges set<blob>, PRIMARY KEY ((operation,
            keyspace_name), peer)) WITH comment = 'record of transferred ranges for streaming operation'
        CREATE TABLE transferred_ranges_v2 (operation text, keyspace_name text, peer inet, peer_port int, ranges set<blob>, PRIMARY
            KEY ((operation, keyspace_name), peer, peer_port)) WITH comment = 'record of transferred ranges for streaming operation'
        CREATE TABLE view_builds_in_progress (keyspace_name text, view_name text, start_token text, end_token text, keys_built
            bigint, last_token text, PRIMARY KEY (keyspace_name, view_name, start_token, end_token)) WITH comment =
            'views builds current progress'
        """;

    /// <summary><c>system_schema</c>.</summary>
    public const string SchemaText = """
        CREATE TABLE aggregates (keyspace_name text, aggregate_name text, argument_types frozen<list<text>>, final_func text,
            initcond text, return_type text, state_func text, state_type text, PRIMARY KEY (keyspace_name, aggregate_name,
            argument_types)) WITH comment = 'user defined aggregate definitions'
        CREATE TABLE column_masks (keyspace_name text, table_name text, column_name text, function_argument_nulls
            frozen<list<boolean>>, function_argument_types frozen<list<text>>, function_argument_values frozen<list<text>>,
            function_keyspace text, function_name text, PRIMARY KEY (keyspace_name, table_name, column_name)) WITH comment =
            'column dynamic data masks'
        CREATE TABLE columns (keyspace_name text, table_name text, column_name text, clustering_order text, column_name_bytes blob,
            kind text, position int, type text, PRIMARY KEY (keyspace_name, table_name, column_name)) WITH comment =
            'column definitions'
        CREATE TABLE dropped_columns (keyspace_name text, table_name text, column_name text, dropped_time timestamp, kind text, type
            text, PRIMARY KEY (keyspace_name, table_name, column_name)) WITH comment = 'dropped column registry'
        CREATE TABLE functions (keyspace_name text, function_name text, argument_types frozen<list<text>>, argument_names
            frozen<list<text>>, body text, called_on_null_input boolean, language text, return_type text, PRIMARY KEY
            (keyspace_name, function_name, argument_types)) WITH comment = 'user defined function definitions'
        CREATE TABLE indexes (keyspace_name text, table_name text, index_name text, kind text, options frozen<map<text, text>>,
            PRIMARY KEY (keyspace_name, table_name, index_name)) WITH comment = 'secondary index definitions'
        CREATE TABLE keyspaces (keyspace_name text, durable_writes boolean, replication frozen<map<text, text>>, PRIMARY KEY
            (keyspace_name)) WITH comment = 'keyspace definitions'
        CREATE TABLE tables (keyspace_name text, table_name text, additional_write_policy text, allow_auto_snapshot boolean,
            bloom_filter_fp_chance double, caching frozen<map<text, text>>, cdc boolean, comment text, compaction frozen<map<text,
            text>>, compression frozen<map<text, text>>, crc_check_chance double, dclocal_read_repair_chance double,
            default_time_to_live int, extensions frozen<map<text, blob>>, flags frozen<set<text>>, gc_grace_seconds int, id uuid,
            incremental_backups boolean, max_index_interval int, memtable text, memtable_flush_period_in_ms int, min_index_interval
            int, read_repair text, read_repair_chance double, speculative_retry text, PRIMARY KEY (keyspace_name, table_name)) WITH
            comment = 'table definitions'
        CREATE TABLE triggers (keyspace_name text, table_name text, trigger_name text, options frozen<map<text, text>>, PRIMARY KEY
            (keyspace_name, table_name, trigger_name)) WITH comment = 'trigger definitions'
        CREATE TABLE types (keyspace_name text, type_name text, field_names frozen<list<text>>, field_types frozen<list<text>>,
            PRIMARY KEY (keyspace_name, type_name)) WITH comment = 'user defined type definitions'
        CREATE TABLE views (keyspace_name text, view_name text, additional_write_policy text, allow_auto_snapshot boolean,
            base_table_id uuid, base_table_name text, bloom_filter_fp_chance double, caching frozen<map<text, text>>, cdc boolean,
            comment text, compaction frozen<map<text, text>>, compression frozen<map<text, text>>, crc_check_chance double,
            dclocal_read_repair_chance double, default_time_to_live int, extensions frozen<map<text, blob>>, gc_grace_seconds int,
            id uuid, include_all_columns boolean, incremental_backups boolean, max_index_interval int, memtable text,
            memtable_flush_period_in_ms int, min_index_interval int, read_repair text, read_repair_chance double, speculative_retry
            text, where_clause text, PRIMARY KEY (keyspace_name, view_name)) WITH comment = 'view definitions'
        """;
}
