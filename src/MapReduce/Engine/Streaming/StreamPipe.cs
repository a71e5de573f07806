using System.Buffers;
using System.Diagnostics;
using Hathi.Records;

namespace Hathi.MapReduce.Streaming;

/// <summary>
/// A running program between records in and records out. Two threads move blocks into and out of its pipes, a third reads its standard
/// error; records are taken and made on the attempt's thread only, which never waits for one pipe while the other is full.
/// Killed with the attempt.
/// </summary>
internal sealed class StreamPipe : IDisposable
{
    internal delegate void Take(Text key, Text value);

    /// <summary>Bytes that are sent at once (Apache's buffer).</summary>
    private const int BlockBytes = 128 << 10;

    /// <summary>Blocks that wait on either side.</summary>
    private const int MaxBlocks = 4;

    /// <summary>
    /// Bytes of a line that a program writes: a record is held several times on its way, in a container of a gigabyte or so.
    /// </summary>
    private const int LongestLine = 128 << 20;

    private readonly Process _process;
    private readonly TaskContext _task;
    private readonly Take _take;
    private readonly StreamFormat _format;
    private readonly Lock _disposing = new();
    private readonly object _lock = new();
    private readonly Queue<byte[]> _input = new();
    private readonly Queue<byte[]> _output = new();
    private readonly StreamErrors _errors;
    private readonly LineCutter _lines = new(LongestLine, inPieces: false);
    private readonly ArrayBufferWriter<byte> _block = new(BlockBytes);
    private readonly CancellationTokenRegistration _stop;
    private bool _inputEnded;
    private bool _outputEnded;
    private bool _disposed;
    private volatile Exception? _fault;

    internal StreamPipe(Process process, TaskContext task, StreamFormat format, Take take)
    {
        _process = process;
        _task = task;
        _format = format;
        _take = take;
        _errors = new StreamErrors(
            process.StandardError.BaseStream, task.Configuration.GetString("stream.stderr.reporter.prefix", "reporter:"));
        task.State.Holds(this);
        _stop = task.CancellationToken.Register(Dispose);
        Start("streaming input", WriteInput);
        Start("streaming output", ReadOutput);
        Start("streaming errors", _errors.Read);
    }

    /// <summary>Gives the program these bytes; of a large record no more waits than of small ones.</summary>
    internal void Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> end)
    {
        Send(bytes);
        Send(end);
    }

    /// <summary>Ends the program's input, takes all its output, and waits for its end.</summary>
    /// <exception cref="TaskIOException">
    /// It ended with another code than 0; the message has the last lines of its standard error.
    /// </exception>
    internal void Finish()
    {
        Flush();
        lock (_lock)
        {
            _inputEnded = true;
            Monitor.PulseAll(_lock);
        }

        while (NextOutput(static pipe => pipe._outputEnded) is { } block)
        {
            Cut(block);
        }

        _lines.End(Record);
        _process.WaitForExit();
        _errors.Join();
        _errors.Apply(_task);
        _task.CancellationToken.ThrowIfCancellationRequested();
        if (_fault is { } fault)
        {
            throw new TaskIOException(
                $"What {Path.GetFileName(_process.StartInfo.FileName)} reads or writes was not passed on to its end: {fault.Message}",
                fault);
        }

        if (_process.ExitCode != 0 && _task.Configuration.GetBool("stream.non.zero.exit.is.failure", true))
        {
            throw new TaskIOException(
                $"{Path.GetFileName(_process.StartInfo.FileName)} ended with exit code {_process.ExitCode}. {_errors.Describe()}", null);
        }

        Dispose();
    }

    public void Dispose()
    {
        lock (_disposing)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            try
            {
                if (!_process.HasExited)
                {
                    _process.Kill(entireProcessTree: true);
                }
            }
            catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or NotSupportedException)
            {
                // It ended by itself meanwhile.
            }
        }

        lock (_lock)
        {
            _inputEnded = _outputEnded = true;
            Monitor.PulseAll(_lock);
        }

        _stop.Unregister();
    }

    private static void Start(string name, Action run) => new Thread(() => run()) { Name = name, IsBackground = true }.Start();

    // While the program's input is full its output is taken: it may wait for that.
    private void Flush()
    {
        while (NextOutput(static pipe => pipe._input.Count < MaxBlocks || pipe._outputEnded) is { } block)
        {
            Cut(block);
        }

        _task.CancellationToken.ThrowIfCancellationRequested();
        _errors.Apply(_task);
        if (_outputEnded && !_inputEnded && _process.HasExited && _process.ExitCode != 0)
        {
            // It failed: the rest of the input would only be read for nothing.
            _block.ResetWrittenCount();
            lock (_lock)
            {
                _inputEnded = true;
            }

            Finish();
        }

        lock (_lock)
        {
            // Where it has ended nobody takes it any more, and nothing may wait.
            if (!_inputEnded)
            {
                _input.Enqueue(_block.WrittenSpan.ToArray());
                Monitor.PulseAll(_lock);
            }
        }

        _block.ResetWrittenCount();
    }

    // A block of output, waiting for one until the condition holds; null when it holds and there is none.
    private byte[]? NextOutput(Func<StreamPipe, bool> until)
    {
        lock (_lock)
        {
            while (_output.Count == 0 && !until(this))
            {
                Monitor.Wait(_lock);
            }

            if (!_output.TryDequeue(out var block))
            {
                return null;
            }

            Monitor.PulseAll(_lock);
            return block;
        }
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(bytes.Length, BlockBytes - _block.WrittenCount);
            _block.Write(bytes[..count]);
            bytes = bytes[count..];
            if (_block.WrittenCount >= BlockBytes)
            {
                Flush();
            }
        }
    }

    private void Cut(byte[] block)
    {
        try
        {
            _lines.Add(block, Record);
        }
        catch (LineTooLongException e)
        {
            Dispose();
            throw new TaskIOException($"{Path.GetFileName(_process.StartInfo.FileName)}: {e.Message} {_errors.Describe()}", e);
        }
    }

    private void Record(ReadOnlySpan<byte> line)
    {
        var at = line.IndexOf(_format.OutputSeparator);
        for (var fields = 1; fields < _format.KeyFields && at >= 0; fields++)
        {
            var next = line[(at + _format.OutputSeparator.Length)..].IndexOf(_format.OutputSeparator);
            at = next < 0 ? -1 : at + _format.OutputSeparator.Length + next;
        }

        if (at < 0)
        {
            _take(line, default);
        }
        else
        {
            _take(line[..at], line[(at + _format.OutputSeparator.Length)..]);
        }
    }

    private void WriteInput()
    {
        try
        {
            using var stream = _process.StandardInput.BaseStream;
            while (true)
            {
                byte[]? block;
                lock (_lock)
                {
                    while (!_input.TryDequeue(out block) && !_inputEnded)
                    {
                        Monitor.Wait(_lock);
                    }

                    Monitor.PulseAll(_lock);
                }

                if (block is null)
                {
                    return;
                }

                stream.Write(block);
                stream.Flush();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The program reads no further; its exit code says whether that is right. What comes now goes nowhere.
            Swallow();
        }
        catch (Exception e)
        {
            _fault = e;
            Swallow();
        }
    }

    private void Swallow()
    {
        lock (_lock)
        {
            while (!_inputEnded || _input.Count > 0)
            {
                _input.Clear();
                Monitor.PulseAll(_lock);
                if (!_inputEnded)
                {
                    Monitor.Wait(_lock);
                }
            }
        }
    }

    private void ReadOutput()
    {
        try
        {
            var stream = _process.StandardOutput.BaseStream;
            var buffer = new byte[BlockBytes];
            while (stream.Read(buffer) is > 0 and var n)
            {
                lock (_lock)
                {
                    while (_output.Count >= MaxBlocks && !_outputEnded)
                    {
                        Monitor.Wait(_lock);
                    }

                    if (_outputEnded)
                    {
                        return;
                    }

                    _output.Enqueue(buffer[..n]);
                    Monitor.PulseAll(_lock);
                }
            }
        }
        catch (Exception e)
        {
            _fault = e; // Killed with the attempt, most likely; otherwise Finish must not take what has come for all.
        }
        finally
        {
            lock (_lock)
            {
                _outputEnded = true;
                Monitor.PulseAll(_lock);
            }
        }
    }
}
