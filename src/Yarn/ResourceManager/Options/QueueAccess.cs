using Hathi.Hadoop.Rpc.Users;

namespace Hathi.Yarn.ResourceManager.Options;

/// <summary>Who may do what in one queue, as configured; what a queue above allows is allowed here too.</summary>
/// <param name="Path">root.a.b</param>
/// <param name="Submit">acl_submit_applications: everybody at root, nobody elsewhere, where it is not set.</param>
/// <param name="Administer">acl_administer_queue: likewise.</param>
public sealed record QueueAccess(string Path, AccessList Submit, AccessList Administer);
