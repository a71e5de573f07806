namespace Hathi.Hadoop.Rpc.Users;

/// <summary>
/// Who may see or change what belongs to a user: where lists count, its owner, administrators and who is on its list; else everybody. Safe
/// from any thread. Source: Apache's JobACLsManager.
/// </summary>
/// <param name="isOn">Lists count.</param>
/// <param name="administrators">May see and change all.</param>
/// <param name="groupsOf">The groups of a user.</param>
public sealed class OwnedAccess(bool isOn, AccessList administrators, Func<string, ValueTask<IReadOnlyList<string>>> groupsOf)
{
    /// <summary>Lists do not count.</summary>
    public static OwnedAccess Open { get; } = new(false, AccessList.Parse(" "), static _ => new([]));

    /// <summary>Whether lists count.</summary>
    public bool IsOn => isOn;

    /// <summary>Whether a user may.</summary>
    /// <param name="user">Who asks.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="list">Who else may.</param>
    /// <exception cref="RpcFault">His groups cannot be looked up now (RetriableException).</exception>
    public async ValueTask<bool> MayAsync(string user, string owner, AccessList list)
    {
        if (!isOn || user == owner)
        {
            return true;
        }

        // No look-up is made for a list that has no groups.
        var groups = administrators.NamesGroups || list.NamesGroups ? await groupsOf(user).ConfigureAwait(false) : [];
        return administrators.Allows(user, _ => groups) || list.Allows(user, _ => groups);
    }
}
