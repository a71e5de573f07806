using System.Security.Cryptography;
using System.Text;
using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Schema.Operations;
using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.SystemTables;

/// <summary>
/// The system's keyspaces as Apache Cassandra 5.0.6 declares them, so that drivers and DESCRIBE find what they expect. Tables have the ids
/// that they have there: a UUID made of their names.
/// </summary>
public static class SystemKeyspaces
{
    /// <summary>Of each node its own.</summary>
    public const string System = "system";

    /// <summary>What is declared.</summary>
    public const string Schema = "system_schema";

    /// <summary>Roles.</summary>
    public const string Auth = "system_auth";

    /// <summary>Repairs.</summary>
    public const string Distributed = "system_distributed";

    /// <summary>Traces.</summary>
    public const string Traces = "system_traces";

    /// <summary>What a node tells of itself.</summary>
    public const string Views = "system_views";

    /// <summary>What the virtual tables are.</summary>
    public const string VirtualSchema = "system_virtual_schema";

    private const string Start = "CREATE TABLE ";
    private const int AnHour = 3_600_000;
    private const int AWeek = 7 * 24 * 60 * 60;
    private const int NinetyDays = 90 * 24 * 60 * 60;

    /// <summary>All of them: with what a schema begins.</summary>
    public static RingSchema All { get; } = MakeAll();

    private static RingSchema MakeAll()
    {
        var none = TableOptions.Default with { GcGraceSeconds = 0 };
        return RingSchema.Empty
            .With(Make(
                System, KeyspaceKind.Local, Replication.Local, LocalDefinitions.SystemText,
                none with { MemtableFlushPeriodInMs = AnHour }))
            .With(Make(
                Schema, KeyspaceKind.Local, Replication.Local, LocalDefinitions.SchemaText,
                none with { GcGraceSeconds = AWeek, MemtableFlushPeriodInMs = AnHour }))
            .With(Make(
                Auth, KeyspaceKind.Replicated, Replication.Simple(1), SharedDefinitions.AuthText,
                none with { GcGraceSeconds = NinetyDays }))
            .With(Make(
                Distributed, KeyspaceKind.Replicated, Replication.Simple(3), SharedDefinitions.DistributedText, TableOptions.Default))
            .With(Make(Traces, KeyspaceKind.Replicated, Replication.Simple(2), SharedDefinitions.TracesText, none))
            .With(Make(Views, KeyspaceKind.Virtual, Replication.Local, VirtualDefinitions.ViewsText, none))
            .With(Make(VirtualSchema, KeyspaceKind.Virtual, Replication.Local, VirtualDefinitions.VirtualSchemaText, none));
    }

    private static Keyspace Make(string name, KeyspaceKind kind, Replication replication, string definitions, TableOptions options)
    {
        var keyspace = new Keyspace(name, kind, replication, IsDurable: true);
        foreach (var definition in definitions.Split(Start, StringSplitOptions.RemoveEmptyEntries))
        {
            var statement = (CreateTableStatement)CqlParser.Parse(Start + definition).Statement;
            var own = TableProperties.Apply(options, new PropertyReader(statement.Properties));
            var table = new NewTable(name, statement).Make(keyspace, IdOf(name, statement.Name.Name), own);
            keyspace = keyspace.With(WithDropped(table) with { IsVirtual = kind == KeyspaceKind.Virtual });
        }

        return keyspace;
    }

    // What Apache's shows of its past.
    private static TableDefinition WithDropped(TableDefinition table) => table is { Keyspace: System, Name: "local" }
        ? table with { Dropped = [new DroppedColumn("thrift_version", ColumnKind.Regular, Data.Types.NativeType.Varchar, long.MaxValue)] }
        : table;

    // As Java's UUID.nameUUIDFromBytes, by which Apache's TableId makes them.
    private static Guid IdOf(string keyspace, string table)
    {
#pragma warning disable CA5351 // It keeps nobody out: other nodes and clients know these ids.
        var bytes = MD5.HashData(Encoding.UTF8.GetBytes(keyspace + table));
#pragma warning restore CA5351
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x30);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
