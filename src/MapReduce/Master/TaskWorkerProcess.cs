using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Tokens;
using Hathi.MapReduce.Client;

namespace Hathi.MapReduce.Master;

/// <summary>The process in a container that runs tasks.</summary>
public static class TaskWorkerProcess
{
    /// <summary>Works until the master sends it away.</summary>
    /// <param name="args">Host and port of the master.</param>
    /// <returns>The exit code of the process: 0, or 1 when the master is gone.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var credentials = CredentialsFile.Load(ContainerEnvironment.TokenFile);
            var token = credentials.Tokens[JobKeys.TokenAlias];
            var link = new RpcMasterLink(RpcAddress.Parse($"{args[0]}:{args[1]}"), token);
            await using (link.ConfigureAwait(false))
            {
                var worker = new TaskWorker(
                    link, ContainerEnvironment.ContainerId, ContainerEnvironment.LocalDirectories, token.Password.ToArray(), kept: null);
                await worker.RunAsync(CancellationToken.None).ConfigureAwait(false);
                return 0;
            }
        }
        catch (Exception e) when (e is IOException or RpcRemoteException)
        {
            await Console.Error.WriteLineAsync($"The worker ends: {e.Message}").ConfigureAwait(false);
            return 1;
        }
    }
}
