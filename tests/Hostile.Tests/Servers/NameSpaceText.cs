using System.Security.Cryptography;
using Google.Protobuf;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>All that clients can see of a name space, as a hash and as lines: the same before and after a restart.</summary>
internal static class NameSpaceText
{
    /// <summary>Lines that are shown when they differ.</summary>
    public static async Task<SortedDictionary<string, string>> ReadAsync(NameNodeWorld world)
    {
        var lines = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var left = new Stack<string>(["/"]);
        while (left.TryPop(out var directory))
        {
            var after = ByteString.Empty;
            while (true)
            {
                var request = new GetListingRequestProto { Src = directory, StartAfter = after, NeedLocation = false };
                var answer = (await world.CallAsync("getListing", request, GetListingResponseProto.Parser)).DirList;
                foreach (var entry in answer?.PartialListing ?? [])
                {
                    var path = $"{directory.TrimEnd('/')}/{entry.Path.ToStringUtf8()}";
                    lines[path] = Convert.ToHexString(SHA256.HashData(entry.ToByteArray())) + " "
                        + (entry.FileType == HdfsFileStatusProto.Types.FileType.IsDir ? "" : await BlocksAsync(world, path));
                    if (entry.FileType == HdfsFileStatusProto.Types.FileType.IsDir)
                    {
                        left.Push(path);
                    }
                }

                if (answer is null || answer.RemainingEntries == 0)
                {
                    break;
                }

                after = answer.PartialListing[^1].Path;
            }
        }

        return lines;
    }

    private static async Task<string> BlocksAsync(NameNodeWorld world, string path)
    {
        var request = new GetBlockLocationsRequestProto { Src = path, Offset = 0, Length = long.MaxValue };
        var answer = await world.CallAsync("getBlockLocations", request, GetBlockLocationsResponseProto.Parser);
        return string.Join(' ', answer.Locations.Blocks.Select(static b => $"{b.B.BlockId}_{b.B.GenerationStamp}:{b.B.NumBytes}"));
    }
}
