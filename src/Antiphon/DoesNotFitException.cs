namespace Antiphon;

#pragma warning disable RCS1194 // without its numbers this exception would say nothing
/// <summary>
/// A job needs more memory than it may use, or more than can be indexed. The message says what fits, and which options to lower, by their
/// properties.
/// </summary>
public sealed class DoesNotFitException : InvalidInputException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What needs how much, what fits, and what to do.</param>
    /// <param name="bytesNeeded">What the job needs; infinite or not a number where that cannot be said.</param>
    /// <param name="bytesUsable">What it may use.</param>
    public DoesNotFitException(string message, double bytesNeeded, double bytesUsable)
        : base(message) => (BytesNeeded, BytesUsable) = (bytesNeeded, bytesUsable);

    /// <summary>The bytes that the job needs; infinite where it cannot be indexed at all.</summary>
    public double BytesNeeded { get; }

    /// <summary>The bytes that it may use.</summary>
    public double BytesUsable { get; }
}
