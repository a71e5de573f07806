using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.Conformance.Tests;

/// <summary>
/// A stream of creates, renames and deletes over the C# client, with a model beside it: what was acknowledged must be there, and an
/// operation that was under way when the NameNode died has happened wholly or not at all.
/// </summary>
public sealed class NamespaceStream : IDisposable
{
    private readonly Configuration _configuration = new();
    private readonly Uri _uri;
    private readonly SeededRandom _random = new(51);
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private FileSystem _fs;
    private int _next;
    private (string? Gone, string? Come) _doubt;

    public NamespaceStream(string nameNode)
    {
        _uri = new Uri($"hdfs://{nameNode}");

        // A dead NameNode is seen at once: the next operation would be repeated until it is back, and nothing would be in doubt.
        _configuration.Set("ipc.client.connect.max.retries", "0");
        _fs = FileSystems.Get(_uri, _configuration);
    }

    /// <summary>So many operations, each acknowledged.</summary>
    public void Run(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            One();
        }
    }

    /// <summary>Goes on until the NameNode, killed meanwhile, stops answering.</summary>
    public void KillWhileRunning(Action kill)
    {
        var killer = Task.Run(kill);
        try
        {
            while (true)
            {
                One();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            killer.GetAwaiter().GetResult();
        }

        _fs.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _fs = FileSystems.Get(_uri, _configuration);
    }

    /// <summary>
    /// Compares the directory with the model; an operation in doubt may be seen either way, and is settled by what is seen.
    /// </summary>
    public void Verify()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var list = Task.Run(async () =>
        {
            await foreach (var file in _fs.ListAsync("/stream", CancellationToken.None))
            {
                seen.Add(file.Path);
            }
        });
        list.GetAwaiter().GetResult();
        var (gone, come) = _doubt;
        _doubt = default;
        if (gone is not null && come is not null)
        {
            Assert.True(seen.Contains(gone) ^ seen.Contains(come), $"rename {gone} to {come} happened by half");
        }

        foreach (var path in new[] { gone, come })
        {
            if (path is not null && seen.Contains(path))
            {
                _files.Add(path);
            }
            else if (path is not null)
            {
                _files.Remove(path);
            }
        }

        Assert.Equal(_files.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    public void Dispose() => _fs.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void One()
    {
        var existing = _files.Count > 0 ? _files.ElementAt(_random.Next(_files.Count)) : null;
        var kind = existing is null ? 0 : _random.Next(4);
        switch (kind)
        {
            case 0 or 1:
                var path = NewPath();
                _doubt = (null, path);
                Wait(CreateAsync(path));
                _files.Add(path);
                break;
            case 2:
                var target = NewPath();
                _doubt = (existing, target);
                Assert.True(Wait(_fs.RenameAsync(existing!, target, CancellationToken.None).AsTask()));
                _files.Remove(existing!);
                _files.Add(target);
                break;
            default:
                _doubt = (existing, null);
                Assert.True(Wait(_fs.DeleteAsync(existing!, recursive: false, CancellationToken.None).AsTask()));
                _files.Remove(existing!);
                break;
        }

        _doubt = default;
    }

    private string NewPath() => $"/stream/f{_next++}";

    private async Task<bool> CreateAsync(string path)
    {
        var file = await _fs.CreateAsync(path, CreateOptions.Default, CancellationToken.None);
        await file.DisposeAsync();
        return true;
    }

    private static bool Wait(Task<bool> task) => task.GetAwaiter().GetResult();
}
