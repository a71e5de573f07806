using Hathi.Cli.Dfs;

if (args is ["dfs", .. var rest])
{
    return await DfsCommand.RunAsync(rest).ConfigureAwait(false);
}

await Console.Error.WriteLineAsync("hathi: unknown command").ConfigureAwait(false);
return 2;
