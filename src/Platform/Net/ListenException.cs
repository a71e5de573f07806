using Hathi.Base;

namespace Hathi.Platform.Net;

/// <summary>The machine does not let a server listen; the message names the address, and what can be done.</summary>
public sealed class ListenException(string message, Exception inner) : EnvironmentException(message, inner);
