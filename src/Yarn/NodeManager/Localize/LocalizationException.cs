namespace Hathi.Yarn.NodeManager.Localize;

/// <summary>A resource cannot be had: the container that needs it does not start. The message is for its owner.</summary>
internal sealed class LocalizationException(string message, Exception? inner) : Exception(message, inner);
