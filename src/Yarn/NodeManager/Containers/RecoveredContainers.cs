using Hathi.Yarn.NodeManager.Events;
using Hathi.Yarn.NodeManager.State;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Containers;

/// <summary>The containers of before a restart of their node, which are taken up all at once.</summary>
/// <param name="runner">Runs them on.</param>
/// <param name="ended">Is told of each that has ended.</param>
/// <param name="log">Where it is said what goes wrong.</param>
internal sealed class RecoveredContainers(ContainerRunner runner, Action<Container> ended, ILogger log)
{
    /// <summary>Takes up those that have not ended, as far as is known. Returns when it has begun, and does not throw.</summary>
    internal void TakeUp(IReadOnlyList<Container> remembered)
    {
        var running = remembered.Where(static c => !c.IsDone).ToList();

        // All of them, before the first that has ended gives its own back: what nobody is known to use makes room.
        running.ForEach(TryReuse);
        foreach (var container in running)
        {
            _ = TakeUpAsync(container);
        }
    }

    // A request of another release may lack what this one counts by: its container is taken up all the same.
    private void TryReuse(Container container)
    {
        try
        {
            runner.Reuse(container);
        }
        catch (Exception e)
        {
            log.UseUnknown(e, container.Id, e.Message);
        }
    }

    private async Task TakeUpAsync(Container container)
    {
        try
        {
            await runner.RecoverAsync(container).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            log.NotTakenUp(e, container.Id, e.Message);
        }
        finally
        {
            ended(container);
        }
    }
}
