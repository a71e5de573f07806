namespace Hathi.Ring.Core.SystemTables;

/// <summary>
/// The system's tables that are on several nodes, with the columns, types and options of Apache Cassandra 5.0.6: as its
/// <c>system_schema</c> showed them.
/// </summary>
internal static class SharedDefinitions
{
    /// <summary><c>system_auth</c>.</summary>
    public const string AuthText = """
        CREATE TABLE cidr_groups (cidr_group text, cidrs frozen<set<frozen<tuple<inet, smallint>>>>, PRIMARY KEY (cidr_group)) WITH
            comment = 'cidr groups to cidrs mapping'
        CREATE TABLE cidr_permissions (role text, cidr_groups frozen<set<text>>, PRIMARY KEY (role)) WITH comment =
            'user cidr permissions'
        CREATE TABLE identity_to_role (identity text, role text, PRIMARY KEY (identity)) WITH comment =
            'mtls authorized identities lookup table'
        CREATE TABLE network_permissions (role text, dcs frozen<set<text>>, PRIMARY KEY (role)) WITH comment =
            'user network permissions'
        CREATE TABLE resource_role_permissons_index (resource text, role text, PRIMARY KEY (resource, role)) WITH comment =
            'index of db roles with permissions granted on a resource'
        CREATE TABLE role_members (role text, member text, PRIMARY KEY (role, member)) WITH comment =
            'role memberships lookup table'
        CREATE TABLE role_permissions (role text, resource text, permissions set<text>, PRIMARY KEY (role, resource)) WITH comment =
            'permissions granted to db roles'
        CREATE TABLE roles (role text, can_login boolean, is_superuser boolean, member_of set<text>, salted_hash text, PRIMARY KEY
            (role)) WITH comment = 'role definitions'
        """;

    /// <summary><c>system_distributed</c>.</summary>
    public const string DistributedText = """
        CREATE TABLE parent_repair_history (parent_id timeuuid, columnfamily_names set<text>, exception_message text,
            exception_stacktrace text, finished_at timestamp, keyspace_name text, options map<text, text>, requested_ranges
            set<text>, started_at timestamp, successful_ranges set<text>, PRIMARY KEY (parent_id)) WITH comment = 'Repair history'
            AND default_time_to_live = 2592000 AND compaction = {'class': 'TimeWindowCompactionStrategy', 'compaction_window_size':
            '1', 'compaction_window_unit': 'DAYS'}
        CREATE TABLE partition_denylist (ks_name text, table_name text, "key" blob, PRIMARY KEY ((ks_name, table_name), "key")) WITH
            comment = 'Partition keys which have been denied access'
        CREATE TABLE repair_history (keyspace_name text, columnfamily_name text, id timeuuid, coordinator inet, coordinator_port
            int, exception_message text, exception_stacktrace text, finished_at timestamp, parent_id timeuuid, participants
            set<inet>, participants_v2 set<text>, range_begin text, range_end text, started_at timestamp, status text, PRIMARY KEY
            ((keyspace_name, columnfamily_name), id)) WITH comment = 'Repair history' AND default_time_to_live = 2592000 AND
            compaction = {'class': 'TimeWindowCompactionStrategy', 'compaction_window_size': '1', 'compaction_window_unit': 'DAYS'}
        CREATE TABLE view_build_status (keyspace_name text, view_name text, host_id uuid, status text, PRIMARY KEY ((keyspace_name,
            view_name), host_id)) WITH comment = 'Materialized View build status'
        """;

    /// <summary><c>system_traces</c>.</summary>
    public const string TracesText = """
        CREATE TABLE events (session_id uuid, event_id timeuuid, activity text, source inet, source_elapsed int, source_port int,
            thread text, PRIMARY KEY (session_id, event_id)) WITH comment = 'tracing events'
        CREATE TABLE sessions (session_id uuid, client inet, command text, coordinator inet, coordinator_port int, duration int,
            parameters map<text, text>, request text, started_at timestamp, PRIMARY KEY (session_id)) WITH comment =
            'tracing sessions'
        """;
}
