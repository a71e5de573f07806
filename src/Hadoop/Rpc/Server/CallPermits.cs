namespace Hathi.Hadoop.Rpc.Server;

/// <summary>Room for calls under way, in one connection and in the whole server. Who has no room stops reading.</summary>
internal sealed class CallPermits(int ofConnection, SemaphoreSlim ofServer)
{
    private readonly SemaphoreSlim _ofConnection = new(ofConnection);
    private readonly int _limit = ofConnection;

    /// <summary>Whether no call is under way.</summary>
    public bool IsIdle => _ofConnection.CurrentCount == _limit;

    public bool TryEnter()
    {
        if (!_ofConnection.Wait(0))
        {
            return false;
        }

        if (ofServer.Wait(0))
        {
            return true;
        }

        _ofConnection.Release();
        return false;
    }

    public async ValueTask EnterAsync(CancellationToken cancellation)
    {
        await _ofConnection.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await ofServer.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            _ofConnection.Release();
            throw;
        }
    }

    public void Exit()
    {
        ofServer.Release();
        _ofConnection.Release();
    }
}
