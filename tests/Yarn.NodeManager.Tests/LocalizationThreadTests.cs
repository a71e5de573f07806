using System.Diagnostics;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Tests.Support;

namespace Hathi.Yarn.NodeManager.Tests;

public sealed class LocalizationThreadTests
{
    /// <summary>More than a pipe holds: who writes it waits until somebody reads.</summary>
    private const int Bytes = 200 * 1024;

    // Who brings the bytes is the thread that waits for sockets; the disk is a pipe that takes nothing until that thread has gone on.
    [Fact(Timeout = 60_000)]
    public async Task What_a_slow_disk_holds_up_is_not_the_thread_that_brings_the_bytes()
    {
        var directory = Directory.CreateTempSubdirectory("hathi-nm-");
        var pipe = new Pipe(Path.Join(directory.FullName, "slow"));
        using var brought = new BroughtByHand();
        var stored = ResourceFetch.StoreAsync(brought, pipe.FilePath, CancellationToken.None);
        // Another process reads it: .NET locks what it opens, also against itself.
        using var reader = Process.Start(new ProcessStartInfo("cat", [pipe.FilePath]) { RedirectStandardOutput = true })!;
        var disk = reader.StandardOutput.BaseStream;
        await brought.Asked;
        brought.Bring(Bytes);
        await disk.ReadExactlyAsync(new byte[Bytes]);
        await brought.Asked;
        brought.Bring(0);
        await stored;
        await reader.WaitForExitAsync();
        directory.Delete(recursive: true);
    }

    /// <summary>Completes each read on the thread of whoever brings something, as a socket does.</summary>
    private sealed class BroughtByHand : Stream
    {
        private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource<int> _read = new();

        public Task Asked => _asked.Task;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void Bring(int count)
        {
            _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _read.SetResult(count);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _read = new TaskCompletionSource<int>();
            var read = _read.Task;
            _asked.SetResult();
            return new ValueTask<int>(read);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
