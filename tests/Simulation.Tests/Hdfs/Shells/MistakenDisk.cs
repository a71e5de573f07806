using Hathi.Base;
using Hathi.Simulation.Tests.Kit.Shells;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>A DataNode's disk with a mistake of the DataNode's between the two.</summary>
internal sealed class MistakenDisk(LifeDisk disk, HdfsMutant mistake, SeededRandom random) : IDisk
{
    /// <summary>Of so many writes one does not get there.</summary>
    private const int OneOf = 8;

    private bool _scannerHasStopped;

    public IDiskFile Open(string path, DiskOpen mode) => new File(this, disk.Open(path, mode), path);

    public bool FileExists(string path) => disk.FileExists(path);

    public bool DirectoryExists(string path) => disk.DirectoryExists(path);

    public long? FileLength(string path) => disk.FileLength(path);

    public void CreateDirectory(string path) => disk.CreateDirectory(path);

    public bool CreatePrivateDirectory(string path) => disk.CreatePrivateDirectory(path);

    // Nobody but the scanner lists names there once the volume is loaded.
    public IReadOnlyList<string> List(string directory) => _scannerHasStopped && IsFinal(directory) ? [] : disk.List(directory);

    public IReadOnlyList<DiskEntry> Entries(string directory) => disk.Entries(directory);

    public void Rename(string from, string to)
    {
        if (mistake == HdfsMutant.AcknowledgesHsyncTooSoon && IsBeingWritten(from) && IsFinal(to))
        {
            using var file = disk.Open(from, DiskOpen.ReadWrite);
            file.Sync();
        }

        if (mistake == HdfsMutant.ReopensWithoutSync && IsFinal(from) && IsBeingWritten(to))
        {
            Copy(from, to);
            disk.Delete(from);
        }
        else
        {
            disk.Rename(from, to);
        }
    }

    public void Delete(string path) => disk.Delete(path);

    public void SyncDirectory(string path) => disk.SyncDirectory(path);

    public DiskSpace Space(string directory) => disk.Space(directory);

    public IDisposable Lock(string path, string holder) => disk.Lock(path, holder);

    private void Copy(string from, string to)
    {
        using var source = disk.Open(from, DiskOpen.Read);
        using var target = disk.Open(to, DiskOpen.CreateNew);
        var bytes = new byte[source.Length];
        source.Read(0, bytes);
        target.Write(0, bytes);
    }

    private static bool IsFinal(string path) => path.Contains("/finalized", StringComparison.Ordinal);

    private static bool IsBeingWritten(string path) => path.Contains("/rbw/", StringComparison.Ordinal);

    private sealed class File(MistakenDisk disk, IDiskFile file, string path) : IDiskFile
    {
        private HdfsMutant Mistake => disk.Mistake;

        public SafeFileHandle? Handle => file.Handle;

        public long Length => file.Length;

        public int Read(long offset, Span<byte> buffer)
        {
            try
            {
                return file.Read(offset, buffer);
            }
            catch (DiskException) when (Mistake == HdfsMutant.EndsTheScanAtAFault && IsFinal(path))
            {
                disk._scannerHasStopped = true;
                throw;
            }
        }

        public void Write(long offset, ReadOnlySpan<byte> data)
        {
            if (Mistake == HdfsMutant.LosesWrites && IsBeingWritten(path) && disk.Random.Next(OneOf) == 0)
            {
                file.SetLength(Math.Max(file.Length, offset + data.Length));
            }
            else
            {
                file.Write(offset, data);
            }
        }

        public void SetLength(long length)
        {
            if (Mistake != HdfsMutant.KeepsHalfPackets || length > file.Length || !IsBeingWritten(path))
            {
                file.SetLength(length);
            }
        }

        public void Allocate(long length) => file.Allocate(length);

        public void Sync()
        {
            var isLeftOut = Mistake switch
            {
                HdfsMutant.AcknowledgesBeforeTheSync => path.Contains("/blk_", StringComparison.Ordinal),
                HdfsMutant.AcknowledgesHsyncTooSoon => IsBeingWritten(path) && disk.FileExists(path), // not when it was moved
                _ => false,
            };
            if (isLeftOut)
            {
                return;
            }

            try
            {
                file.Sync();
            }
            catch (DiskException) when (Mistake == HdfsMutant.TakesFailedSyncsForDone)
            {
                // It goes on as if nothing had been.
            }
        }

        public void Dispose() => file.Dispose();
    }

    private HdfsMutant Mistake => mistake;

    private SeededRandom Random => random;
}
