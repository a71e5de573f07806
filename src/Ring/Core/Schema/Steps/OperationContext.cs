using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Schema.State;

namespace Hathi.Ring.Core.Schema.Steps;

/// <summary>What an operation works with during one step: the schema, the time, and the one way to change what is durable.</summary>
/// <param name="state">What operations change.</param>
/// <param name="random">Ids of tables come from it.</param>
internal sealed class OperationContext(SchemaState state, SeededRandom random)
    : StepContext<SchemaState>(state, SchemaLimits.MaxDefinitionBytes, StepNotes.Limit)
{
    private readonly RecordWriter _measure = new();

    public SchemaState State { get; } = state;

    public RingSchema Schema => State.Schema;

    /// <summary>An id that no table had.</summary>
    public Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, random.NextUInt64());
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], random.NextUInt64());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Makes a change, if what it says is not too long.</summary>
    public void CommitIfShort<TEdit>(in TEdit edit)
        where TEdit : IEdit<SchemaState>
    {
        edit.Write(_measure);
        if (_measure.Take().Length is var length && length > SchemaLimits.MaxDefinitionBytes)
        {
            throw Refusals.Invalid($"The definition has {length} bytes, of which {SchemaLimits.MaxDefinitionBytes} are allowed");
        }

        if (Schema.Weight + length > SchemaLimits.MaxBytes)
        {
            throw Refusals.Invalid(
                $"The definitions of all tables and types would have more than {SchemaLimits.MaxBytes} bytes; drop some first");
        }

        Commit(edit);
    }

    /// <summary>Nothing is another.</summary>
    public SchemaOutcome Unchanged(params ImmutableArray<string> warnings) => new(State.Schema, State.Epoch) { Warnings = warnings };

    /// <summary>Something is another now.</summary>
    public SchemaOutcome Changed(ChangeKind kind, ChangeTarget target, string keyspace, string name) =>
        new(State.Schema, State.Epoch) { Change = new SchemaChange(kind, target, keyspace, name) };
}
