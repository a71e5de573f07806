namespace Hathi.Base;

/// <summary>
/// A message of a wire protocol that has fields which must be there, itself or in messages inside it. Implemented by code that the build
/// makes from the .proto files; Google.Protobuf accepts messages without their required fields.
/// </summary>
public interface IRequiredFields
{
    /// <summary>
    /// Drops what is no value of its enum, as Java's parser of proto2 does, so that nobody behind has to ask what 999 means. Then
    /// the first field that is not there, as <c>path.to.field</c> with the names of the .proto file; null: the message is complete.
    /// </summary>
    string? FirstMissingField();

    /// <summary>
    /// Completes the parsing of any message: <see cref="FirstMissingField"/>; null also for one in which nothing can be missing or unknown.
    /// </summary>
    static string? FirstMissing(object message) => (message as IRequiredFields)?.FirstMissingField();
}
