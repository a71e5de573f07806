using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>What happened to something of the schema.</summary>
public enum SchemaChangeKind
{
    /// <summary>It is new.</summary>
    Created,

    /// <summary>It is another.</summary>
    Updated,

    /// <summary>It is gone.</summary>
    Dropped,
}

/// <summary>What the schema is made of. An index is its table's.</summary>
public enum SchemaTarget
{
    /// <summary>A keyspace.</summary>
    Keyspace,

    /// <summary>A table.</summary>
    Table,

    /// <summary>A type.</summary>
    Type,

    /// <summary>A function.</summary>
    Function,

    /// <summary>An aggregate.</summary>
    Aggregate,
}

/// <summary>
/// A change of the schema, as a result and as an event. Source: <c>native_protocol_v5.spec</c>, sections 4.2.5.5 and 4.2.6.
/// </summary>
/// <param name="Change">What happened.</param>
/// <param name="Target">To what.</param>
/// <param name="Keyspace">It, or its keyspace.</param>
/// <param name="Name">Its name; of a keyspace empty.</param>
/// <param name="ArgumentTypes">Of a function's or aggregate's arguments, as CQL writes them.</param>
public sealed record SchemaChange(
    SchemaChangeKind Change, SchemaTarget Target, string Keyspace, string Name, IReadOnlyList<string> ArgumentTypes)
{
    private static readonly string[] s_changes = ["CREATED", "UPDATED", "DROPPED"];
    private static readonly string[] s_targets = ["KEYSPACE", "TABLE", "TYPE", "FUNCTION", "AGGREGATE"];

    /// <summary>Reads it.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static SchemaChange Read(scoped ref WireReader reader)
    {
        var change = (SchemaChangeKind)Word(ref reader, s_changes);
        var target = (SchemaTarget)Word(ref reader, s_targets);
        var keyspace = reader.String();
        var name = target == SchemaTarget.Keyspace ? "" : reader.String();
        return new SchemaChange(change, target, keyspace, name, HasArguments(target) ? reader.StringList() : []);
    }

    /// <summary>Writes it. Version 3 knows no functions: to it their keyspace was updated.</summary>
    public void Write(WireBuffer buffer, ProtocolVersion version)
    {
        var isKnown = !HasArguments(Target) || version >= ProtocolVersion.V4;
        var (change, target) = isKnown ? (Change, Target) : (SchemaChangeKind.Updated, SchemaTarget.Keyspace);
        buffer.PutString(s_changes[(int)change]);
        buffer.PutString(s_targets[(int)target]);
        buffer.PutString(Keyspace);
        if (target != SchemaTarget.Keyspace)
        {
            buffer.PutString(Name);
        }

        if (HasArguments(target))
        {
            buffer.PutStringList(ArgumentTypes);
        }
    }

    private static bool HasArguments(SchemaTarget target) => target is SchemaTarget.Function or SchemaTarget.Aggregate;

    private static int Word(scoped ref WireReader reader, string[] words)
    {
        var word = reader.String();
        var number = Array.IndexOf(words, word);
        return number >= 0 ? number : throw ProtocolException.Damaged($"a change of the schema that is '{word}'");
    }
}
