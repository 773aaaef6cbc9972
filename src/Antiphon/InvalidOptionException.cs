namespace Antiphon;

/// <summary>
/// An option is out of range, or contradicts the game or another option. The message names options by their properties, such as
/// <c>Restarts is 0</c> or <c>use Population = MeanField</c>.
/// </summary>
public sealed class InvalidOptionException : InvalidInputException
{
    /// <summary>Creates the exception without a message.</summary>
    public InvalidOptionException() { }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which properties were found with which values, and what was expected.</param>
    public InvalidOptionException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which properties were found with which values, and what was expected.</param>
    /// <param name="innerException">What went wrong underneath.</param>
    public InvalidOptionException(string message, Exception innerException)
        : base(message, innerException) { }

    /// <summary>Creates the exception for one option.</summary>
    /// <param name="option">The property.</param>
    /// <param name="found">Its value.</param>
    /// <param name="expected">What it should be.</param>
    /// <param name="remedy">What to do about it.</param>
    public InvalidOptionException(string option, object? found, string expected, string remedy)
        : base($"{option} is {found ?? "not set"}; expected {expected}; {remedy}") => Option = option;

    /// <summary>The property at fault; null when several are.</summary>
    public string? Option { get; }
}
