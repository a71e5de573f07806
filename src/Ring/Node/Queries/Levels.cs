using System.Globalization;
using System.Runtime.CompilerServices;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;

namespace Hathi.Ring.Node.Queries;

/// <summary>Whether a consistency level can be met. There is one node so far, which is a replica of everything that has any.</summary>
/// <param name="dataCenter">Of this node.</param>
internal sealed class Levels(string dataCenter)
{
    private readonly ConditionalWeakTable<Keyspace, StrongBox<int>> _replicas = new();

    /// <summary>What a read is refused with; null: it can be done.</summary>
    public ErrorAnswer? RefusalOfRead(Keyspace? keyspace, Consistency level) => level == Consistency.Any
        ? new ErrorAnswer(ErrorCode.Invalid, "ANY ConsistencyLevel is only supported for writes")
        : Refusal(keyspace, level);

    /// <summary>What a write is refused with; null: it can be done.</summary>
    public ErrorAnswer? RefusalOfWrite(Keyspace? keyspace, Consistency level) => level is Consistency.Serial or Consistency.LocalSerial
        ? new ErrorAnswer(ErrorCode.Invalid, "You must use conditional updates for serializable writes")
        : Refusal(keyspace, level);

    private UnavailableError? Refusal(Keyspace? keyspace, Consistency level)
    {
        if (keyspace is null || keyspace.IsSystem)
        {
            return null;
        }

        var replicas = _replicas.GetValue(keyspace, k => new StrongBox<int>(ReplicasOf(k.Replication))).Value;
        var alive = Math.Min(1, replicas);
        var required = level switch
        {
            Consistency.Any => 0,
            Consistency.Two => 2,
            Consistency.Three => 3,
            Consistency.All => replicas,
            Consistency.One or Consistency.LocalOne => 1,
            _ => (replicas / 2) + 1,
        };
        return required <= alive ? null
            : new UnavailableError($"Cannot achieve consistency level {NameOf(level)}", level, required, alive);
    }

    private int ReplicasOf(Replication replication) => replication.Strategy switch
    {
        ReplicationStrategy.LocalStrategy => 1,
        ReplicationStrategy.SimpleStrategy => Number(replication, "replication_factor"),
        _ => Number(replication, dataCenter),
    };

    private static int Number(Replication replication, string option) =>
        replication.Options.TryGetValue(option, out var text)
        && int.TryParse(text.Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string NameOf(Consistency level) => level switch
    {
        Consistency.LocalOne => "LOCAL_ONE",
        Consistency.LocalQuorum => "LOCAL_QUORUM",
        Consistency.EachQuorum => "EACH_QUORUM",
        Consistency.LocalSerial => "LOCAL_SERIAL",
        _ => level.ToString().ToUpperInvariant(),
    };
}
