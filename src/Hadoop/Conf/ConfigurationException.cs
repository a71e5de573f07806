namespace Hathi.Hadoop.Conf;

/// <summary>A configuration file or value is not usable; the message names it and what would be.</summary>
public sealed class ConfigurationException(string message, Exception? inner) : Exception(message, inner);
