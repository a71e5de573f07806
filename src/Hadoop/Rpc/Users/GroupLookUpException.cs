using Hathi.Base;

namespace Hathi.Hadoop.Rpc.Users;

/// <summary>The operating system does not say which groups a user is in.</summary>
internal sealed class GroupLookUpException(string message) : EnvironmentException(message);
