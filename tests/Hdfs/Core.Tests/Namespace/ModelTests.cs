using System.Text;
using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>
/// The core beside a model of it over random calls, failing ones among them; after each: a retry, and now and then a
/// restart from log or image.
/// </summary>
public class ModelTests
{
    private const int Seeds = 150;
    private const int Calls = 400;

    [Fact]
    public void The_name_space_does_what_the_model_does()
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            try
            {
                new Run(seed).Go();
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }
    }

    private sealed class Run(ulong seed)
    {
        private static readonly string[] Names = ["a", "b", "c", "dd", "é"];
        private readonly SeededRandom _random = new(seed);
        private readonly ModelFileSystem _model = new();
        private Cluster _cluster = new();

        public void Go()
        {
            for (var call = 0; call < Calls; call++)
            {
                _cluster.Pass(_random.Next(5));
                CallOnce();
                if (_random.Chance(0.05))
                {
                    CheckTree();
                }

                if (_random.Chance(0.01))
                {
                    Replace();
                }
            }

            CheckTree();
            Replace();
            CheckTree();
        }

        private void CallOnce()
        {
            var (path, other) = (Path(), Path());
            var now = _cluster.Now.WallMilliseconds;
            switch (_random.Next(11))
            {
                case 0:
                    var mode = (ushort)_random.Next(0x400);
                    Same(_model.Mkdirs(path, mode, now), () => _cluster.Mkdirs(path, mode: mode), $"mkdirs {path}");
                    break;
                case 1 or 2:
                    Create(path, now);
                    break;
                case 3:
                    Append(path);
                    break;
                case 4 or 5:
                    WriteOn(now);
                    break;
                case 6:
                    var recursive = _random.Chance(0.7);
                    Keyed(
                        _model.Delete(path, recursive, now),
                        key => _cluster.Delete(path, recursive, key: key),
                        $"delete {path} {recursive}");
                    break;
                case 7:
                    Keyed(_model.Rename(path, other, now), key => _cluster.Rename(path, other, key: key), $"rename {path} {other}");
                    break;
                case 8:
                    var overwrite = _random.Chance(0.5);
                    Keyed(
                        _model.Rename2(path, other, overwrite, now),
                        key =>
                        {
                            _cluster.Rename2(path, other, overwrite, key: key);
                            return null;
                        },
                        $"rename2 {path} {other} {overwrite}");
                    break;
                case 9:
                    Attributes(path);
                    break;
                default:
                    Times(path);
                    break;
            }
        }

        private void Create(string path, long now)
        {
            var overwrite = _random.Chance(0.5);
            var client = "client" + _random.Next(3);
            var replication = (short)_random.Next(1, 4);
            var flags = overwrite ? CreateFlags.Create | CreateFlags.Overwrite : CreateFlags.Create;
            Keyed(
                _model.Create(path, overwrite, client, replication, now),
                key => Text(_cluster.Create(path, null, flags, client, replication, 1024, key)),
                $"create {path} {overwrite} {client}");
        }

        private void Append(string path)
        {
            var client = "client" + _random.Next(3);
            var flags = _random.Chance(0.3) ? CreateFlags.Append | CreateFlags.NewBlock : CreateFlags.Append;
            Keyed(_model.Append(path, client), key => Text(_cluster.Append(path, client, flags, null, key)), $"append {path}");
        }

        // Somebody who has a file open writes a block, makes its length known, gives it up or closes the file.
        private void WriteOn(long now)
        {
            var open = _model.Nodes.Where(n => n.Value.Writer != null).ToList();
            if (open.Count == 0)
            {
                return;
            }

            var (path, node) = open[_random.Next(open.Count)];
            var located = _cluster.Locations(path);
            var last = located.LastBlock?.Block;
            var unfinished = last is { } block && _cluster.Blocks.Known[block.Id].Info.State == BlockState.UnderConstruction;
            long? length = unfinished ? Math.Max(last!.Value.Length, _random.Next(1, 1025)) : null;
            Block? previous = unfinished ? last!.Value with { Length = length!.Value } : last;
            switch (_random.Next(4))
            {
                case 0 when unfinished && last!.Value.Length == 0 && _random.Chance(0.5):
                    Ask(new AbandonBlockRequest { Caller = Cluster.Root,
                        Path = path, ClientName = node.Writer!, FileId = 0, Block = last.Value });
                    break;
                case 1 when unfinished:
                    Ask(new FsyncRequest { Caller = Cluster.Root,
                        Path = path, ClientName = node.Writer!, FileId = 0, LastBlockLength = length!.Value });
                    node.Length += length.Value - last!.Value.Length;
                    break;
                case 2:
                    _cluster.AddBlock(path, previous, node.Writer!);
                    node.Length += unfinished ? length!.Value - last!.Value.Length : 0;
                    break;
                default:
                    Assert.True(_cluster.Complete(path, previous, node.Writer!));
                    node.Length += unfinished ? length!.Value - last!.Value.Length : 0;
                    node.Writer = null;
                    node.Modified = now;
                    break;
            }
        }

        private void Attributes(string path)
        {
            if (_model.FileAbove(path) || !_model.Nodes.TryGetValue(path, out var node))
            {
                var error = _model.FileAbove(path) ? HdfsError.AccessControl : HdfsError.FileNotFound;
                Same(error, () => Do(() => _cluster.Chmod(path, 0)), $"chmod {path}");
                return;
            }

            node.Mode = (ushort)_random.Next(0x400);
            _cluster.Chmod(path, node.Mode);
            node.Owner = "user" + _random.Next(3);
            node.Group = _random.Chance(0.5) ? "group" + _random.Next(3) : node.Group;
            _cluster.Chown(path, node.Owner, node.Group);
            if (!node.IsDirectory)
            {
                node.Replication = (short)_random.Next(1, 5);
                Assert.Equal(true, Ask(new SetReplicationRequest { Caller = Cluster.Root, Path = path, Replication = node.Replication }));
            }
        }

        private void Times(string path)
        {
            var time = (long)_random.Next(1_000_000);
            var request = new SetTimesRequest { Caller = Cluster.Root, Path = path, ModificationTime = time, AccessTime = -1 };
            if (_model.FileAbove(path) || !_model.Nodes.TryGetValue(path, out var node))
            {
                Same(_model.FileAbove(path) ? HdfsError.AccessControl : HdfsError.FileNotFound, () => Ask(request), $"times {path}");
                return;
            }

            Ask(request);
            node.Modified = time;
        }

        // The same call with the same key: the same answer, and nothing changes.
        private void Keyed(object? expected, Func<CallKey, object?> call, string what)
        {
            var key = _cluster.NewKey();
            var answer = Same(expected, () => call(key), what);
            if (answer is HdfsError)
            {
                return;
            }

            var (digest, log) = (_cluster.Core.Digest(), _cluster.Log.Count);
            Assert.Equal(answer, call(key));
            Assert.Equal((digest, log), (_cluster.Core.Digest(), _cluster.Log.Count));
            if (answer is not false && _random.Chance(0.02))
            {
                Replace();
                Assert.Equal(answer, call(key));
                Assert.Equal(digest, _cluster.Core.Digest());
            }
        }

        private static object? Same(object? expected, Func<object?> call, string what)
        {
            object? answer;
            try
            {
                answer = call();
            }
            catch (HdfsFault fault)
            {
                answer = fault.Error;
                Assert.True(
                    expected is HdfsError error && error == fault.Error,
                    $"{what}: expected {expected}, refused with {fault.Error}: {fault.Message}");
            }

            Assert.True(
                expected == null ? answer is not HdfsError : expected is HdfsError or bool && Equals(expected, answer),
                $"{what}: expected {expected}, got {answer}");
            return answer;
        }

        private object? Ask(Model.NameNodeInput request) => _cluster.Ask(request);

        private static object? Do(Action action)
        {
            action();
            return null;
        }

        // A restart from the log, or a copy through an image cut into pieces; both must be what was there.
        private void Replace()
        {
            var digest = _cluster.Core.Digest();
            var replayed = _cluster.Restarted();
            Assert.Equal(digest, replayed.Core.Digest());
            var copied = _cluster.Copied(_random.Next(1, 3000));
            Assert.Equal(digest, copied.Core.Digest());
            copied.Log.AddRange(_cluster.Log);
            _cluster = replayed;
        }

        private void CheckTree()
        {
            var stack = new Stack<string>(["/"]);
            var seen = 0;
            while (stack.TryPop(out var path))
            {
                seen++;
                CheckNode(path, _cluster.Stat(path)!);
                if (_model.Nodes[path].IsDirectory)
                {
                    foreach (var name in _cluster.Names(path))
                    {
                        stack.Push(path == "/" ? "/" + name : path + "/" + name);
                    }
                }
            }

            Assert.Equal(_model.Nodes.Count, seen);
            CheckTotals();
        }

        private void CheckNode(string path, FileStatus status)
        {
            var node = _model.Nodes[path];
            Assert.Equal((path, node.IsDirectory), (path, status.Kind == FileKind.Directory));
            Assert.Equal(
                (path, node.Length, node.Replication, node.Modified), (path, status.Length, status.Replication, status.ModificationTime));
            Assert.Equal((path, node.Mode, node.Owner, node.Group), (path, status.Mode, status.Owner, status.Group));
            Assert.Equal((path, node.Writer != null), (path, !node.IsDirectory && !_cluster.IsClosed(path)));
        }

        private void CheckTotals()
        {
            var summary = _cluster.Summary("/");
            var files = _model.Nodes.Values.Where(n => !n.IsDirectory).ToList();
            Assert.Equal((files.Count, _model.Nodes.Count - files.Count), (summary.Files, summary.Directories));
            Assert.Equal(files.Sum(f => f.Length), summary.Length);
            var settled = files.Where(f => f.Writer == null).Sum(f => f.Length * f.Replication);
            Assert.InRange(
                summary.SpaceConsumed, settled, settled + (files.Where(f => f.Writer != null).Sum(f => (f.Length + 1024) * f.Replication)));
        }

        private string Path()
        {
            var depth = _random.Next(5);
            var path = new StringBuilder();
            for (var i = 0; i < depth; i++)
            {
                path.Append('/').Append(Names[_random.Next(Names.Length)]);
            }

            return depth == 0 ? "/" : path.ToString();
        }

        private static string Text(FileStatus status) =>
            $"{status.Kind} {status.Name.Length} {status.Length} {status.Mode} {status.Owner} {status.Group} {status.ModificationTime} "
            + $"{status.AccessTime} {status.Replication} {status.BlockSize} {status.InodeId} {status.Children}";

        private static string Text(AppendResult result) => $"{result.LastBlock?.Block} {result.LastBlock?.Offset} {Text(result.Status)}";
    }
}
