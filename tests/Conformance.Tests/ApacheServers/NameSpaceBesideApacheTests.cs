using System.Net;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hdfs.Protocol;

namespace Hathi.Conformance.Tests.ApacheServers;

/// <summary>
/// Random calls of ClientProtocol, failing ones and retries among them, by three users to our NameNode and to Apache's: the same answers
/// and the same refusals, word for word.
/// </summary>
[Collection(ApacheCollection.Name)]
public sealed class NameSpaceBesideApacheTests(ApacheFixture apache)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Our_NameNode_answers_like_Apaches(ulong seed)
    {
        apache.Need();
        using var work = new WorkDirectory();
        await using var both = await BothNameNodes.StartAsync(Path.Combine(work.Path, "name"), IPEndPoint.Parse(ApacheFixture.NameNode));
        var run = new Run(both, seed);
        await run.GoAsync(1500);
        Assert.InRange(run.Refused, 100, 1400);
        Assert.True(run.Differences.Count == 0, $"seed {seed}:\n{string.Join('\n', run.Differences.Take(10))}");
    }

    private sealed class Run(BothNameNodes both, ulong seed)
    {
        private static readonly string[] Users = [Environment.UserName, "ada", "bob", Environment.UserName];
        private static readonly string[] Names = ["a", "b", "c", "dd", "é", "..", "x:y", "f.txt"];
        private readonly SeededRandom _random = new(seed);
        private readonly string _top = $"/beside-{seed}-{Environment.ProcessId}";

        public List<string> Differences { get; } = [];

        public int Refused { get; private set; }

        public async Task GoAsync(int calls)
        {
            await CallAsync(
                Users[0],
                "mkdirs",
                new MkdirsRequestProto { Src = _top, Masked = Mode(0x1FF), CreateParent = true },
                MkdirsResponseProto.Parser);
            for (var i = 0; i < calls; i++)
            {
                var (user, path, other) = (Users[_random.Next(Users.Length)], Path(), Path());
                await (_random.Next(3) switch
                {
                    0 => ReadAsync(user, path),
                    1 => ChangeAsync(user, path, other),
                    _ => WriteAsync(user, path),
                });
                await CallAsync(
                    Users[0],
                    "getFileInfo",
                    new GetFileInfoRequestProto { Src = _random.Chance(0.5) ? path : other },
                    GetFileInfoResponseProto.Parser);
            }
        }

        private Task ChangeAsync(string user, string path, string other) => _random.Next(8) switch
        {
            0 or 1 => CallAsync(
                user,
                "mkdirs",
                new MkdirsRequestProto { Src = path, Masked = AnyMode(), CreateParent = _random.Chance(0.8) },
                MkdirsResponseProto.Parser),
            2 => CallAsync(
                user, "delete", new DeleteRequestProto { Src = path, Recursive = _random.Chance(0.6) }, DeleteResponseProto.Parser),
            3 => CallAsync(user, "rename", new RenameRequestProto { Src = path, Dst = other }, RenameResponseProto.Parser),
            4 => CallAsync(
                user,
                "rename2",
                new Rename2RequestProto { Src = path, Dst = other, OverwriteDest = _random.Chance(0.5), MoveToTrash = _random.Chance(0.3) },
                Rename2ResponseProto.Parser),
            5 => CallAsync(
                user,
                "setPermission",
                new SetPermissionRequestProto { Src = path, Permission = AnyMode() },
                SetPermissionResponseProto.Parser),
            6 => CallAsync(user, "setOwner", Owner(path), SetOwnerResponseProto.Parser),
            _ => CallAsync(
                user,
                "setTimes",
                new SetTimesRequestProto { Src = path, Mtime = AnyTime(), Atime = AnyTime() },
                SetTimesResponseProto.Parser),
        };

        private Task WriteAsync(string user, string path)
        {
            var client = $"client{_random.Next(3)}{_top}";
            return _random.Next(9) switch
            {
                0 or 1 or 2 => CallAsync(user, "create", Create(path, client), CreateResponseProto.Parser),
                3 or 4 =>
                    CallAsync(user, "complete", new CompleteRequestProto { Src = path, ClientName = client }, CompleteResponseProto.Parser),
                5 => CallAsync(
                    user,
                    "append",
                    new AppendRequestProto { Src = path, ClientName = client, Flag = _random.Chance(0.5) ? 0x04u : 0x24u },
                    AppendResponseProto.Parser),
                6 => CallAsync(
                    user,
                    "recoverLease",
                    new RecoverLeaseRequestProto { Src = path, ClientName = client },
                    RecoverLeaseResponseProto.Parser),
                7 => CallAsync(user, "fsync", new FsyncRequestProto { Src = path, Client = client }, FsyncResponseProto.Parser),
                _ => CallAsync(
                    user,
                    "setReplication",
                    new SetReplicationRequestProto { Src = path, Replication = (uint)_random.Next(5) },
                    SetReplicationResponseProto.Parser),
            };
        }

        private Task ReadAsync(string user, string path) => _random.Next(9) switch
        {
            0 => CallAsync(user, "getListing", Listing(path), GetListingResponseProto.Parser),
            1 => CallAsync(
                user, "getContentSummary", new GetContentSummaryRequestProto { Path = path }, GetContentSummaryResponseProto.Parser),
            2 => CallAsync(
                user,
                "getBlockLocations",
                new GetBlockLocationsRequestProto { Src = path, Offset = 0, Length = 1000 },
                GetBlockLocationsResponseProto.Parser),
            3 => CallAsync(user, "isFileClosed", new IsFileClosedRequestProto { Src = path }, IsFileClosedResponseProto.Parser),
            4 => CallAsync(
                user,
                "checkAccess",
                new CheckAccessRequestProto { Path = path, Mode = (AclEntryProto.Types.FsActionProto)_random.Next(8) },
                CheckAccessResponseProto.Parser),
            5 => CallAsync(
                user,
                "getPreferredBlockSize",
                new GetPreferredBlockSizeRequestProto { Filename = path },
                GetPreferredBlockSizeResponseProto.Parser),
            6 => CallAsync(user, "getQuotaUsage", new GetQuotaUsageRequestProto { Path = path }, GetQuotaUsageResponseProto.Parser),
            7 => CallAsync(user, "getFileLinkInfo", new GetFileLinkInfoRequestProto { Src = path }, GetFileLinkInfoResponseProto.Parser),
            _ => CallAsync(user, "getFileInfo", new GetFileInfoRequestProto { Src = path }, GetFileInfoResponseProto.Parser),
        };

        private async Task CallAsync<TResponse>(string user, string method, IMessage request, MessageParser<TResponse> parser)
            where TResponse : class, IMessage<TResponse>, new()
        {
            await OnceAsync(again: false);
            if (_random.Chance(0.1))
            {
                await OnceAsync(again: true);
            }

            async Task OnceAsync(bool again)
            {
                var (ours, theirs) = await both.CallAsync(user, method, request, parser, again);
                Refused += theirs.StartsWith('{') ? 0 : 1;
                if (ours != theirs)
                {
                    Differences.Add($"{user} {method} {request}\n  ours:   {ours}\n  theirs: {theirs}");
                }
            }
        }

        private CreateRequestProto Create(string path, string client) => new()
        {
            Src = path,
            Masked = AnyMode(),
            ClientName = client,
            CreateFlag = _random.Chance(0.5) ? 3u : _random.Chance(0.9) ? 1u : 2u,
            CreateParent = _random.Chance(0.8),
            Replication = _random.Chance(0.95) ? (uint)_random.Next(1, 5) : _random.Chance(0.5) ? 0u : 600u,
            BlockSize = _random.Chance(0.95) ? 1u << 20 : 8u,
        };

        private SetOwnerRequestProto Owner(string path)
        {
            var request = new SetOwnerRequestProto { Src = path };
            if (_random.Chance(0.7))
            {
                request.Username = Users[_random.Next(3)];
            }

            if (_random.Chance(0.5))
            {
                request.Groupname = _random.Chance(0.5) ? "users" : "staff";
            }

            return request;
        }

        private GetListingRequestProto Listing(string path) => new()
        {
            Src = path,
            StartAfter = _random.Chance(0.5) ? ByteString.Empty : ByteString.CopyFromUtf8("b"),
            NeedLocation = _random.Chance(0.3),
        };

        private string Path()
        {
            if (_random.Chance(0.02))
            {
                return _random.Next(3) switch { 0 => "/.reserved", 1 => "/.reserved/x", _ => "/.reserved/.inodes/1" };
            }

            var path = _top;
            for (var depth = _random.Next(5); depth > 0; depth--)
            {
                path += "/"
                    + Names[_random.Chance(0.03) ? _random.Next(Names.Length) : _random.Chance(0.8) ? _random.Next(3) : _random.Next(5)];
            }

            return path;
        }

        private FsPermissionProto AnyMode() =>
            Mode(_random.Chance(0.5) ? 0x1EDu : _random.Chance(0.5) ? 0x1FFu : (uint)_random.Next(0x400));

        private static FsPermissionProto Mode(uint bits) => new() { Perm = bits };

        private ulong AnyTime() => _random.Chance(0.5) ? (ulong)_random.Next(1000) : ulong.MaxValue;
    }
}
