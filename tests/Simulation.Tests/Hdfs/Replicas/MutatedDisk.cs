using Hathi.Base;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Simulation.Tests.Kit;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Simulation.Tests.Hdfs.Replicas;

/// <summary>The simulated disk with a mistake of the program that uses it.</summary>
internal sealed class MutatedDisk(SimDisk disk, ReplicaMutant mutant) : IDisk
{
    private Action? _late;
    private Action? _lateMove;

    public IDiskFile Open(string path, DiskOpen mode) => new File(this, disk.Open(path, mode), path);

    public bool FileExists(string path) => disk.FileExists(path);

    public bool DirectoryExists(string path) => disk.DirectoryExists(path);

    public long? FileLength(string path) => disk.FileLength(path);

    public void CreateDirectory(string path) => disk.CreateDirectory(path);

    public bool CreatePrivateDirectory(string path) => disk.CreatePrivateDirectory(path);

    public IReadOnlyList<string> List(string directory) => disk.List(directory);

    public IReadOnlyList<DiskEntry> Entries(string directory) => disk.Entries(directory);

    public void Rename(string from, string to)
    {
        var isDeletion = to.Contains(".deleted-", StringComparison.Ordinal);
        if (mutant == ReplicaMutant.BlockFilesMoveFirst && !isDeletion && from.Contains("/tmp/", StringComparison.Ordinal)
            && from.EndsWith(".meta", StringComparison.Ordinal))
        {
            _lateMove = () => disk.Rename(from, to);
            return;
        }

        if (mutant != ReplicaMutant.DeletedFilesStay || !isDeletion)
        {
            disk.Rename(from, to);
        }

        var late = _lateMove;
        _lateMove = null;
        late?.Invoke();
    }

    public void Delete(string path) => disk.Delete(path);

    public void SyncDirectory(string path)
    {
        if (mutant != ReplicaMutant.NamesAreNotSynced)
        {
            disk.SyncDirectory(path);
        }
    }

    public DiskSpace Space(string directory) => disk.Space(directory);

    public IDisposable Lock(string path, string holder) => disk.Lock(path, holder);

    private void DoLate()
    {
        var late = _late;
        _late = null;
        late?.Invoke();
    }

    private sealed class File(MutatedDisk disk, IDiskFile file, string path) : IDiskFile
    {
        private const int Chunk = 512;

        private readonly bool _isMeta = path.EndsWith(".meta", StringComparison.Ordinal);

        public SafeFileHandle? Handle => null;

        public long Length => file.Length;

        public int Read(long offset, Span<byte> buffer)
        {
            var n = file.Read(offset, buffer);
            if (disk.Mutant == ReplicaMutant.RotLooksUnwritten && BlockNames.TryParseData(path[(path.LastIndexOf('/') + 1)..], out var id))
            {
                HideRot(offset, buffer[..n], ReplicaLab.Data(id));
            }

            return n;
        }

        public void Write(long offset, ReadOnlySpan<byte> data)
        {
            if (disk.Mutant == ReplicaMutant.ChecksumsBeforeData && !_isMeta)
            {
                var kept = data.ToArray();
                disk._late = () => file.Write(offset, kept);
                return;
            }

            file.Write(offset, data);
            disk.DoLate();
        }

        public void SetLength(long length)
        {
            if (disk.Mutant != ReplicaMutant.NothingIsCut || length > file.Length)
            {
                file.SetLength(disk.Mutant == ReplicaMutant.TooMuchIsCut && !_isMeta ? Math.Max(0, length - Chunk) : length);
            }
        }

        public void Allocate(long length) => file.Allocate(length);

        public void Sync()
        {
            disk.DoLate();
            if (disk.Mutant != (_isMeta ? ReplicaMutant.ChecksumsAreNotSynced : ReplicaMutant.DataIsNotSynced))
            {
                file.Sync();
            }
        }

        public void Dispose()
        {
            if (disk.Mutant != ReplicaMutant.FilesStayOpen)
            {
                file.Dispose();
            }
        }

        // Where one byte is another than was written.
        private static void HideRot(long offset, Span<byte> read, ReadOnlySpan<byte> written)
        {
            for (var at = (int)(Chunk - (offset % Chunk)) % Chunk; at + Chunk <= read.Length; at += Chunk)
            {
                var part = read.Slice(at, Chunk);
                var whole = written.Slice((int)offset + at, Chunk);
                var same = part.CommonPrefixLength(whole);
                if (same < Chunk && part[(same + 1)..].SequenceEqual(whole[(same + 1)..]))
                {
                    part.Clear();
                }
            }
        }
    }

    private ReplicaMutant Mutant => mutant;
}
