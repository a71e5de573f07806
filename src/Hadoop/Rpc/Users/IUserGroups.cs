namespace Hathi.Hadoop.Rpc.Users;

/// <summary>The groups of users (hadoop.security.group.mapping). Safe from any thread.</summary>
public interface IUserGroups
{
    /// <summary>
    /// Groups of a user, the primary one first; none when the user is unknown here. Done at once when they are known; a
    /// look-up holds up no thread.
    /// </summary>
    /// <exception cref="RpcFault">So many look-ups are under way that this one is not begun (RetriableException).</exception>
    ValueTask<IReadOnlyList<string>> GroupsOfAsync(string user);

    /// <summary>Forgets what was known (refreshUserToGroupsMappings): whoever asks from now on is told of what is then.</summary>
    void Refresh();
}
