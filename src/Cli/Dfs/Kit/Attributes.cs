namespace Hathi.Cli.Dfs.Kit;

/// <summary>Gives a copy the attributes of its source.</summary>
internal static class Attributes
{
    public static async ValueTask CopyAsync(PathItem source, PathItem target, Preserved what, CancellationToken cancellation)
    {
        var status = source.Status!;
        if (what.HasFlag(Preserved.Timestamps))
        {
            await target.FileSystem.SetTimesAsync(
                target.Path, status.ModificationTime, status.AccessTime, cancellation).ConfigureAwait(false);
        }

        if (what.HasFlag(Preserved.Ownership))
        {
            await target.FileSystem.SetOwnerAsync(target.Path, status.Owner, status.Group, cancellation).ConfigureAwait(false);
        }

        if (what.HasFlag(Preserved.Permission))
        {
            await target.FileSystem.SetPermissionAsync(target.Path, status.Mode, cancellation).ConfigureAwait(false);
        }
    }
}
