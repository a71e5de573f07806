using Hathi.Base;

namespace Hathi.Node;

/// <summary>
/// What an administrator wants read again cannot be used: a file that is not there, a host that has no address, a value that is none. What
/// was read before stays; the call's answer says what is wrong.
/// </summary>
internal sealed class RefreshException(string message, Exception? inner) : RefusedException(message, inner);
