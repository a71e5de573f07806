using Hathi.Hadoop.Keys;

namespace Hathi.Hadoop.Rpc.Users;

/// <summary>
/// How long groups are remembered, and how many look-ups there may be. The names in brackets are Apache's settings of the same meaning.
/// </summary>
public sealed record UserGroupsOptions
{
    /// <summary>Apache's defaults, with limits where Apache has none.</summary>
    public static readonly UserGroupsOptions Default = new();

    /// <summary>
    /// How long the groups of a user are good (<c>hadoop.security.groups.cache.secs</c>, 300 s); then they are looked up again.
    /// </summary>
    public TimeSpan Known { get; init; } = TimeSpan.FromSeconds(RpcKeys.GroupsSeconds.Default);

    /// <summary>
    /// How long it is remembered that a user has none (<c>hadoop.security.groups.negative-cache.secs</c>, 30 s); 0: not at all.
    /// </summary>
    public TimeSpan Unknown { get; init; } = TimeSpan.FromSeconds(RpcKeys.NoGroupsSeconds.Default);

    /// <summary>
    /// Whether a call goes on with groups that are no longer good while they are looked up again
    /// (<c>hadoop.security.groups.cache.background.reload</c>, false).
    /// </summary>
    public bool ReloadsInBackground { get; init; } = RpcKeys.ReloadsGroupsInBackground.Default;

    /// <summary>
    /// How long after a look-up that failed the groups known before stand in, so that not each call starts a process that fails.
    /// </summary>
    public TimeSpan Again { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Look-ups at once: each is a process (<c>hadoop.security.groups.cache.background.reload.threads</c>, 3).</summary>
    public int MaxLookUps { get; init; } = RpcKeys.GroupLookUps.Default;

    /// <summary>Look-ups that wait for another's end; one more is refused if nothing is known of its user.</summary>
    public int MaxWaiting { get; init; } = 1_000;

    /// <summary>The time for one look-up (<c>hadoop.security.groups.shell.command.timeout</c>, there without end).</summary>
    public TimeSpan LookUpTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Users with groups, and users without, that are remembered: each kind starts anew when it is full, so that made-up names push
    /// out none but their like.
    /// </summary>
    public int MaxUsers { get; init; } = 10_000;
}
