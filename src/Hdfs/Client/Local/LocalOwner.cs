using Hathi.Base;
using Hathi.Platform.Native;

namespace Hathi.Hdfs.Client.Local;

/// <summary>Whose a local file is.</summary>
internal static class LocalOwner
{
    /// <summary>Gives it to somebody.</summary>
    /// <param name="path">Of the file; it is there.</param>
    /// <param name="owner">A user of this machine; null: as it is.</param>
    /// <param name="group">A group of this machine; null: as it is.</param>
    /// <exception cref="AccessControlException">The system does not let this user.</exception>
    /// <exception cref="IOException">There is no such user or group, or the system fails.</exception>
    internal static void Change(string path, string? owner, string? group)
    {
        var user = owner is null ? uint.MaxValue : UserNames.UserId(owner) ?? throw NotHere(path, "user", owner);
        var groupId = group is null ? uint.MaxValue : UserNames.GroupId(group) ?? throw NotHere(path, "group", group);
        switch (FileCalls.ChangeOwner(path, user, groupId))
        {
            case 0:
                break;
            case ErrorNumber.NotPermitted or ErrorNumber.AccessDenied:
                throw new AccessControlException($"changing ownership of '{path}': Operation not permitted", null);
            case var error:
                throw new EnvironmentException($"changing ownership of '{path}': error {error}");
        }
    }

    private static RefusedException NotHere(string path, string kind, string name) =>
        new($"changing ownership of '{path}': there is no {kind} '{name}' on this machine");
}
