using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Ring.Core.Schema.State;

namespace Hathi.Ring.Core.Schema.Edits;

/// <summary>A keyspace is new, or what is said of it is another; its tables and types stay.</summary>
internal readonly struct KeyspaceSet(string name, bool isDurable, Replication replication) : IEdit<KeyspaceSet, SchemaState>
{
    public static KeyspaceSet Read(ref RecordReader reader)
    {
        var name = reader.Text();
        var isDurable = reader.Flag();
        var strategy = (ReplicationStrategy)reader.Byte();
        return strategy <= ReplicationStrategy.NetworkTopologyStrategy
            ? new KeyspaceSet(name, isDurable, new Replication(strategy, reader.Map()))
            : throw EditFields.Damaged($"has a keyspace of the unknown strategy {(int)strategy}");
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.KeyspaceSet);
        writer.Text(name);
        writer.Flag(isDurable);
        writer.Byte((byte)replication.Strategy);
        writer.Map(replication.Options);
    }

    public void Apply(SchemaState state)
    {
        var keyspace = state.Schema.FindKeyspace(name) ?? new Keyspace(name, KeyspaceKind.User, replication, isDurable);
        state.Change(state.Schema.With(keyspace with { IsDurable = isDurable, Replication = replication }));
    }
}

/// <summary>A keyspace is gone with all that was in it.</summary>
internal readonly struct KeyspaceDropped(string name) : IEdit<KeyspaceDropped, SchemaState>
{
    public static KeyspaceDropped Read(ref RecordReader reader) => new(reader.Text());

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.KeyspaceDropped);
        writer.Text(name);
    }

    public void Apply(SchemaState state) => state.Change(state.Schema.Without(Owned.Keyspace(state, name).Name));
}

/// <summary>What an edit is about.</summary>
internal static class Owned
{
    /// <exception cref="FormatException">There is none: the edit does not fit what was there.</exception>
    public static Keyspace Keyspace(SchemaState state, string name) =>
        state.Schema.FindKeyspace(name) ?? throw EditFields.Damaged($"is about the keyspace '{name}', which is not there,");
}
