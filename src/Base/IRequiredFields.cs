namespace Hathi.Base;

/// <summary>
/// A message of a wire protocol that has fields which must be there, itself or in messages inside it. Implemented by code that the build makes from the
/// .proto files; Google.Protobuf accepts messages without their required fields.
/// </summary>
public interface IRequiredFields
{
    /// <summary>The first that is not there, as <c>path.to.field</c> with the names of the .proto file; null: the message is complete.</summary>
    string? FirstMissingField();

    /// <summary>The first required field that is missing in any message; null also for one that has none.</summary>
    static string? FirstMissing(object message) => (message as IRequiredFields)?.FirstMissingField();
}
