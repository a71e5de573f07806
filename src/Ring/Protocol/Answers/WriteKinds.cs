using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>The words that the wire has for kinds of writes.</summary>
internal static class WriteKinds
{
    private static readonly string[] s_names = ["SIMPLE", "BATCH", "UNLOGGED_BATCH", "COUNTER", "BATCH_LOG", "CAS", "VIEW", "CDC"];

    internal static string NameOf(WriteKind kind) => s_names[(int)kind];

    internal static WriteKind Read(scoped ref WireReader reader)
    {
        var name = reader.String();
        var kind = Array.IndexOf(s_names, name);
        return kind >= 0 ? (WriteKind)kind : throw ProtocolException.Damaged($"a write of kind '{name}'");
    }
}
