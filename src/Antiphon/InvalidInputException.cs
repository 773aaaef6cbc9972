namespace Antiphon;

/// <summary>The input cannot be used as it is: a file, an option or a size. The message says what to change.</summary>
public class InvalidInputException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public InvalidInputException() { }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found, where, and what to do.</param>
    public InvalidInputException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found, where, and what to do.</param>
    /// <param name="innerException">What went wrong underneath.</param>
    public InvalidInputException(string message, Exception innerException)
        : base(message, innerException) { }
}
