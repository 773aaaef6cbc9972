namespace Antiphon;

#pragma warning disable RCS1194 // without its folder this exception would say nothing
/// <summary>A run in the folder prevents the operation, or has not finished; it can be resumed.</summary>
public sealed class ResumableRunException : InvalidInputException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and what else to do.</param>
    /// <param name="folder">The folder of the run.</param>
    public ResumableRunException(string message, string folder)
        : base(message) => Folder = folder;

    /// <summary>The folder of the run.</summary>
    public string Folder { get; }
}
