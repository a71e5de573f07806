using Hathi.Hadoop.Keys;

namespace Hathi.MapReduce.Protocol;

/// <summary>
/// Who may see and change a job: Hadoop's settings, and the words of its refusals. Source: Apache's JobACL,
/// JobACLsManager and MRClientService.
/// </summary>
public static class JobAcls
{
    /// <summary>Whether lists count; false where it is not set.</summary>
    public static string Enabled => MapReduceKeys.AccessLists.Name;

    /// <summary>Who may see and change all jobs; nobody where it is not set.</summary>
    public static string Administrators => MapReduceKeys.Administrators.Name;

    /// <summary>Who may see a job beside its owner; nobody where it is not set.</summary>
    public static string View => MapReduceKeys.Viewers.Name;

    /// <summary>Who may change a job beside its owner; nobody where it is not set.</summary>
    public static string Modify => MapReduceKeys.Modifiers.Name;

    /// <summary>What a list says that nobody is on.</summary>
    public const string Nobody = " ";

    /// <summary>A refusal.</summary>
    /// <param name="user">Who asked.</param>
    /// <param name="list"><see cref="View"/> or <see cref="Modify"/>.</param>
    /// <param name="job">job_…</param>
    public static string Refusal(string user, string list, string job) =>
        $"User {user} cannot perform operation {(list == View ? "VIEW_JOB" : "MODIFY_JOB")} on {job}";
}
