using System.Buffers;
using Hathi.Base;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Image;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>Both halves of the core together: what a file goes through, with DataNodes that do as they are told.</summary>
public class WholeCoreTests
{
    [Fact]
    public void A_file_is_written_and_is_there_after_a_restart()
    {
        var whole = new Whole();
        whole.Start();
        var block = whole.Write("/f", close: true);
        Assert.Equal(3, whole.Locations("/f").Blocks[0].Locations.Count);

        var again = whole.Restart();
        Assert.Equal(whole.Core.Digest(), again.Core.Digest());
        Assert.True(again.Core.InSafeMode);
        again.Start();
        Assert.False(again.Core.InSafeMode);
        var located = again.Locations("/f").Blocks[0];
        Assert.Equal((block, 3), (located.Block, located.Locations.Count));
        Assert.Equal(true, again.Client(new DeleteRequest { Ticket = 1, Caller = Cluster.Root, Key = CallKey.None, Path = "/f", Recursive = false }));
        Assert.Equal(0, ((ClusterStats)again.Client(new GetStatsRequest { Ticket = 1, Caller = Cluster.Root, Key = CallKey.None })!).Blocks);
    }

    [Fact]
    public void A_writer_that_died_is_cleaned_up_after()
    {
        var whole = new Whole();
        whole.Start();
        var block = whole.Write("/f", close: false);
        Assert.Equal(false, whole.Recover("/f"));
        var order = whole.RecoveryOrder()!.Value;
        Assert.Equal((block.Id, 1002L, 3), (order.Block.Id, order.RecoveryId, order.Locations.Count));
        whole.EndRecovery(order, 333);
        Assert.Equal(true, whole.Recover("/f"));
        Assert.Equal(333, whole.Locations("/f").FileLength);
        Assert.Equal(whole.Core.Digest(), whole.Restart().Core.Digest());
    }

    [Fact]
    public void A_block_that_is_the_last_again_is_recovered_in_the_log_too()
    {
        var whole = new Whole();
        whole.Start();
        var first = whole.Write("/f", close: false);
        var second = whole.AddBlock("/f", first).Block; // nobody has reported the first as finished
        whole.Client(new AbandonBlockRequest { Ticket = 1, Caller = Cluster.Root, Key = CallKey.None, Path = "/f", ClientName = "client", FileId = 0, Block = second });
        Assert.Equal(false, whole.Recover("/f"));
        whole.EndRecovery(whole.RecoveryOrder()!.Value, 500);
        var recovered = Assert.Single(whole.Locations("/f").Blocks).Block;
        Assert.NotEqual(first.GenerationStamp, recovered.GenerationStamp);
        var again = whole.Restart();
        again.Start();
        Assert.Equal(recovered, Assert.Single(again.Locations("/f").Blocks).Block);
        Assert.Equal(whole.Core.Digest(), again.Core.Digest());
    }

    [Fact]
    public void A_block_that_its_writer_has_finished_is_not_opened_again_by_one_that_asks_for_it_again()
    {
        var whole = new Whole();
        whole.Start();
        var first = whole.Write("/f", close: false);
        whole.Received(1, first);
        var empty = whole.AddBlock("/f", first).Block;
        Assert.Equal(false, whole.Complete("/f", empty)); // committed with no bytes; not one replica is there
        Cluster.Refused(HdfsError.Io, () => whole.AddBlock("/f", first));
        Assert.Equal(whole.Core.Digest(), whole.Restart().Core.Digest());
    }

    [Fact]
    public void A_writer_that_died_before_a_restart_is_cleaned_up_after_it()
    {
        var whole = new Whole();
        whole.Start();
        whole.Write("/f", close: false);
        var again = whole.Restart();
        again.Start();
        Assert.Equal(false, again.Recover("/f"));
        again.EndRecovery(again.RecoveryOrder()!.Value, 10);
        Assert.Equal(10, again.Locations("/f").FileLength);
    }

    [Fact]
    public void A_block_that_no_node_has_seen_is_dropped()
    {
        var whole = new Whole();
        whole.Start();
        whole.Client(Whole.Create("/f"));
        whole.AddBlock("/f");
        var again = whole.Restart();
        again.Start();
        Assert.Equal(false, again.Recover("/f"));
        again.Pass(Whole.DeadAfter);
        Assert.Equal(true, again.Recover("/f"));
        Assert.Equal(0, again.Locations("/f").FileLength);
        Assert.Equal(again.Core.Digest(), again.Restart().Core.Digest());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_hflushed_is_there_though_the_NameNode_starts_before_its_nodes(bool fromImage)
    {
        var whole = new Whole();
        whole.Start();
        var block = whole.Write("/f", close: false);
        whole.Hflush(block, 77);
        var again = fromImage ? whole.RestartFromImage() : whole.Restart();
        again.StartAlone(); // no complete block is waited for: safe mode is over at once
        Assert.False(again.Core.InSafeMode);
        Assert.Equal(false, again.Recover("/f"));
        Assert.Equal(false, again.Recover("/f"));
        again.StartNodes();
        Assert.Equal(false, again.Recover("/f"));
        var order = again.RecoveryOrder()!.Value;
        Assert.Equal(3, order.Locations.Count);
        again.EndRecovery(order, 77);
        Assert.Equal(77, again.Locations("/f").FileLength);
    }

    [Fact]
    public void A_file_that_was_deleted_before_the_name_space_was_saved_leaves_nothing_of_the_future()
    {
        var whole = new Whole();
        whole.Start();
        whole.Write("/kept", close: true);
        whole.Write("/gone", close: true);
        whole.Client(new DeleteRequest { Ticket = 1, Caller = Cluster.Root, Key = CallKey.None, Path = "/gone", Recursive = false });
        var again = whole.RestartFromImage();
        Assert.Equal((whole.Core.NewestBlockId, whole.Core.NewestGenerationStamp), (again.Core.NewestBlockId, again.Core.NewestGenerationStamp));
        again.Start();
        Assert.False(again.Core.InSafeMode);
        Assert.Equal(0, ((ClusterStats)again.Client(new GetStatsRequest { Ticket = 1, Caller = Cluster.Root, Key = CallKey.None })!).BytesInFuture);
    }

    [Fact]
    public void An_append_goes_on_where_the_file_ends()
    {
        var whole = new Whole();
        whole.Start();
        var block = whole.Write("/f", close: true);
        var result = (AppendResult)whole.Client(new AppendRequest
        {
            Ticket = 1, Caller = Cluster.Root, Key = new CallKey(1, 1, 1), Path = "/f", ClientName = "client", Flags = CreateFlags.Append,
        })!;
        Assert.Equal((block, 3), (result.LastBlock!.Block, result.LastBlock.Locations.Count));
        var stamped = ((LocatedBlock)whole.Client(new UpdateBlockForPipelineRequest
        {
            Ticket = 1, Caller = Cluster.Root, Key = CallKey.None, ClientName = "client", Block = block,
        })!).Block;
        whole.Client(new UpdatePipelineRequest
        {
            Ticket = 1, Caller = Cluster.Root, Key = new CallKey(1, 1, 2), ClientName = "client", OldBlock = block, NewBlock = stamped, NewUuids = ["uuid-1", "uuid-2"],
            NewStorageIds = ["DS-1", "DS-2"],
        });
        Assert.Equal(2, whole.Locations("/f").LastBlock!.Locations.Count);
        var grown = stamped with { Length = 600 };
        whole.Received(1, grown);
        whole.Received(2, grown);
        Assert.Equal(true, whole.Complete("/f", grown));
        Assert.Equal(600, whole.Locations("/f").FileLength);
        Assert.Equal(whole.Core.Digest(), whole.Restart().Core.Digest());
    }

    [Fact]
    public void A_storage_that_a_pipeline_names_many_times_is_in_it_once()
    {
        var whole = new Whole();
        whole.Start();
        var block = whole.Write("/f", close: false) with { Length = 0 };
        var again = whole.Restart();
        again.Start();
        var stamped = ((LocatedBlock)again.Client(new UpdateBlockForPipelineRequest
        {
            Ticket = 1, Caller = Cluster.Root, Key = CallKey.None, ClientName = "client", Block = block,
        })!).Block;
        again.Client(new UpdatePipelineRequest
        {
            Ticket = 1, Caller = Cluster.Root, Key = new CallKey(1, 1, 2), ClientName = "client", OldBlock = block, NewBlock = stamped,
            NewUuids = [.. Enumerable.Repeat("uuid-1", 50)], NewStorageIds = [.. Enumerable.Repeat("DS-1", 50)],
        });
        Assert.Single(again.Locations("/f").LastBlock!.Locations);
    }

    private sealed class Whole
    {
        public static readonly long DeadAfter = Blocks.DeadAfter;
        private static readonly StorageInfo NameSpace = new(-66, 7, "CID-whole", 0);
        private readonly List<NameNodeEffect> _effects = [];
        private readonly List<byte[]> _log = [];
        private readonly Dictionary<int, Dictionary<long, (Block Block, ReplicaState State)>> _disks = new() { [1] = [], [2] = [], [3] = [] };
        private Now _now = new(1_700_000_000_000, 1_000);

        public Whole() => Core = new NameNodeCore(
            Cluster.DefaultOptions,
            owner =>
            {
                var manager = new BlockManager(Blocks, NameSpace, owner, new SeededRandom(1));
                return new BlockSide(manager, manager, manager);
            });

        private static BlockManagerOptions Blocks => new() { SafeModeExtension = 0, SafeModeThreshold = 1 };

        public NameNodeCore Core { get; }

        public static CreateRequest Create(string path) => new()
        {
            Ticket = 1, Caller = Cluster.Root, Key = CallKey.None, Path = path, Masked = 0x1A4, Unmasked = 0x1A4, ClientName = "client", Flags = CreateFlags.Create,
            CreateParent = true, Replication = 3, BlockSize = 1024,
        };

        /// <summary>The core serves, and the nodes come.</summary>
        public void Start()
        {
            StartAlone();
            StartNodes();
        }

        /// <summary>The core serves, and no node has come.</summary>
        public void StartAlone() => Core.Start(_now);

        public void StartNodes()
        {
            foreach (var (number, disk) in _disks)
            {
                Ask(new RegisterDataNode { Ticket = 1, Registration = Registration(number), Rack = "/rack-" + (number % 2) });
                Beat(number);
                Ask(new BlockReport
                {
                    Ticket = 1, From = Registration(number), LeaseId = 0, ReportId = 1, TotalCalls = 1, Call = 0,
                    Storages = [new StorageBlockReport("DS-" + number, StorageKind.Disk, StorageState.Normal, disk.Values.Select(r => new ReportedBlock(r.Block.Id, r.Block.Length, r.Block.GenerationStamp, r.State)).ToArray())],
                });
            }

            Pass(40_000);
        }

        public Whole Restart()
        {
            var again = new Whole { _now = _now };
            foreach (var record in _log)
            {
                again.Core.Replay(record);
            }

            again._log.AddRange(_log);
            foreach (var (number, disk) in _disks)
            {
                again._disks[number] = disk;
            }

            return again;
        }

        /// <summary>As after saveNamespace: the log is not read.</summary>
        public Whole RestartFromImage()
        {
            var again = new Whole { _now = _now };
            var sink = new ArrayBufferWriter<byte>();
            var writer = new ImageWriter(Core);
            while (writer.WriteNext(sink))
            {
            }

            var reader = new ImageReader(again.Core);
            reader.Read(sink.WrittenSpan);
            reader.Finish();
            foreach (var (number, disk) in _disks)
            {
                again._disks[number] = disk;
            }

            return again;
        }

        /// <summary>All nodes hold so much of a block that is being written; a restart finds it waiting to be recovered.</summary>
        public void Hflush(Block block, long length)
        {
            foreach (var disk in _disks.Values)
            {
                disk[block.Id] = (block with { Length = length }, ReplicaState.WaitingToBeRecovered);
            }
        }

        public object? Client(ClientRequest request) => Ask(request);

        public LocatedBlock AddBlock(string path, Block? previous = null) => (LocatedBlock)Client(new AddBlockRequest
        {
            Ticket = 1, Caller = Cluster.Root, Key = CallKey.None, Path = path, ClientName = "client", FileId = 0, Previous = previous, ExcludedUuids = [], FavoredHosts = [],
            Flags = AddBlockFlags.None,
        })!;

        public Block Write(string path, bool close)
        {
            Client(Create(path));
            var block = AddBlock(path).Block with { Length = 500 };
            for (var number = 1; number <= 3; number++)
            {
                if (close)
                {
                    Received(number, block);
                }
                else
                {
                    Tell(number, block with { Length = 0 }, BlockChangeKind.Receiving, ReplicaState.BeingWritten);
                }
            }

            if (close)
            {
                Assert.Equal(true, Complete(path, block));
            }

            return block;
        }

        public object? Complete(string path, Block last) => Client(new CompleteRequest
        {
            Ticket = 1, Caller = Cluster.Root, Key = CallKey.None, Path = path, ClientName = "client", FileId = 0, Last = last,
        });

        public LocatedBlocks Locations(string path) => (LocatedBlocks)Client(new GetBlockLocationsRequest
        {
            Ticket = 1, Caller = Cluster.Root, Key = CallKey.None, Path = path, Offset = 0, Length = long.MaxValue,
        })!;

        public object? Recover(string path) => Client(new RecoverLeaseRequest { Ticket = 1, Caller = Cluster.Root, Key = CallKey.None, Path = path, ClientName = "other" });

        public RecoveringBlock? RecoveryOrder()
        {
            for (var number = 1; number <= 3; number++)
            {
                if (Beat(number).Commands.OfType<RecoverBlocks>().FirstOrDefault() is { } recover)
                {
                    return recover.Blocks[0];
                }
            }

            return null;
        }

        public void EndRecovery(RecoveringBlock order, long length)
        {
            Ask(new CommitBlockSynchronizationRequest
            {
                Ticket = 1, Block = order.Block, NewGenerationStamp = order.RecoveryId, NewLength = length, CloseFile = true, DeleteBlock = false,
                NewReplicas = [.. order.Locations.Select(l => (l.Node.Id.Uuid, l.StorageId))],
            });
        }

        public void Received(int number, Block block) => Tell(number, block, BlockChangeKind.Received, ReplicaState.Finalized);

        private void Tell(int number, Block block, BlockChangeKind kind, ReplicaState state)
        {
            _disks[number][block.Id] = (block, state);
            Ask(new BlockReceivedAndDeleted
            {
                Ticket = 1, From = Registration(number),
                Storages = [new StorageBlockChanges("DS-" + number, StorageKind.Disk, StorageState.Normal, [new BlockChange(block, kind, null)])],
            });
        }

        private HeartbeatResult Beat(int number) => (HeartbeatResult)Ask(new Heartbeat
        {
            Ticket = 1, From = Registration(number), TransfersInProgress = 0, TransferThreads = 0, FailedVolumes = 0, RequestFullBlockReportLease = false,
            Storages =
            [
                new StorageReport
                {
                    StorageId = "DS-" + number, Kind = StorageKind.Disk, State = StorageState.Normal, Failed = false, Capacity = 1 << 30, Used = 0, Remaining = 1 << 30,
                    BlockPoolUsed = 0, NonDfsUsed = 0,
                },
            ],
        })!;

        public void Pass(long milliseconds)
        {
            for (; milliseconds > 0; milliseconds -= 2000)
            {
                _now = new Now(_now.WallMilliseconds + 2000, _now.MonotonicMilliseconds + 2000);
                foreach (var number in _disks.Keys)
                {
                    Beat(number);
                }

                Ask(new Tick { Ticket = 0 });
            }
        }

        private static DataNodeRegistration Registration(int number) =>
            new(new DataNodeId($"uuid-{number}", $"127.77.14.{100 + number}", $"pi-{number}", 9866, 9867, 9864, 0), NameSpace, "3.5.0");

        private object? Ask(NameNodeInput input)
        {
            _effects.Clear();
            Core.Step(_now, input, _effects);
            object? answer = null;
            foreach (var effect in _effects)
            {
                switch (effect.Kind)
                {
                    case NameNodeEffectKind.AppendEdit:
                        _log.Add(effect.Record.ToArray());
                        break;
                    case NameNodeEffectKind.Reply:
                        answer = effect.Result;
                        break;
                    case NameNodeEffectKind.Fail:
                        throw new HdfsFault(effect.Error, effect.Message!);
                    default:
                        break;
                }
            }

            return answer;
        }
    }
}
