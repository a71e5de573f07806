using System.Globalization;
using Hathi.Engine;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Web.Pages;

namespace Hathi.Hdfs.NameNode.Http;

/// <summary>
/// <c>fsck -blockId blk_1 blk_2</c>: what each block belongs to and how its replicas are. Source: NamenodeFsck.blockIdCK.
/// </summary>
internal sealed class FsckBlockIds(ICallTarget engine, Caller caller, TextReply text)
{
    private const string Prefix = "blk_";

    /// <param name="names">Names of blocks with blanks between them; a generation stamp behind a name is passed over.</param>
    public async Task TellAsync(string names)
    {
        foreach (var name in RequestTexts.BlockNames("fsck", names))
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal)
                || !long.TryParse(
                    name[Prefix.Length..].Split('_')[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
            {
                text.Append(CultureInfo.InvariantCulture, $"Incorrect blockId format: {name}\n");
                continue;
            }

            var owner = await engine.AskAsync(new FsckBlockRequest { Caller = caller, BlockId = id }).ConfigureAwait(false);
            if (owner is null)
            {
                text.Append(CultureInfo.InvariantCulture, $"\nBlock {name} does not exist\n");
                continue;
            }

            Tell(name, owner);
        }
    }

    private void Tell(string name, FsckBlockOwner owner)
    {
        var counts = owner.Block.Counts;
        text.Append(
            CultureInfo.InvariantCulture,
            $"\nBlock Id: {name}\nBlock belongs to: {owner.Path}\nNo. of Expected Replica: {owner.Replication}\n");
        text.Append(CultureInfo.InvariantCulture, $"No. of live Replica: {counts.Live}\nNo. of excess Replica: {counts.Excess}\n");
        text.Append(CultureInfo.InvariantCulture, $"No. of stale Replica: {owner.Block.Replicas.Count(static r => r.Stale)}\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"No. of decommissioned Replica: {counts.Decommissioned}\nNo. of decommissioning Replica: {counts.Decommissioning}\n");
        text.Append(CultureInfo.InvariantCulture, $"No. of corrupted Replica: {counts.Corrupt}\n");
        foreach (var replica in owner.Block.Replicas)
        {
            var node = replica.Location.Node;
            text.Append(CultureInfo.InvariantCulture, $"Block replica on datanode/rack: {node.Id.HostName}{node.Rack} {State(replica)}\n");
        }
    }

    private static string State(ReplicaInfo replica) => replica.Health switch
    {
        ReplicaHealth.Corrupt => $"is CORRUPT\t ReasonCode: {replica.CorruptReason}",
        ReplicaHealth.Decommissioned => "is DECOMMISSIONED",
        ReplicaHealth.Decommissioning => "is DECOMMISSIONING",
        _ when replica.Stale => "is STALE",
        ReplicaHealth.Excess => "is EXCESS",
        _ => "is HEALTHY",
    };
}
