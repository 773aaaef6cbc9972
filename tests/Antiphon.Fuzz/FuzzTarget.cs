namespace Antiphon.Fuzz;

/// <summary>A reader with what it may do.</summary>
/// <param name="name">Its name, that of the folder of its inputs.</param>
/// <param name="read">Reads an input; throws what the reader throws.</param>
internal sealed class FuzzTarget(string name, Action<byte[]> read)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Exceptions that the reader documents.</summary>
    public Func<Exception, bool> Documents { get; init; } = static problem => problem is InvalidInputException;

    /// <summary>Reads an input.</summary>
    /// <param name="input">The input.</param>
    public void Read(byte[] input) => read(input);

    /// <summary>Readers that each get every input. None of them refuses it for the others.</summary>
    /// <param name="name">Their name together.</param>
    /// <param name="readers">The readers.</param>
    public static FuzzTarget Of(string name, IReadOnlyList<FuzzTarget> readers) => new(name, input =>
        {
            foreach (FuzzTarget reader in readers)
            {
                try
                {
                    reader.Read(input);
                }
                catch (Exception refusal) when (reader.Documents(refusal))
                {
                    // As it should be.
                }
            }
        });

    /// <summary>
    /// A reader of files. What parses is written, read and written again: both texts must be equal, and the second reading must succeed.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="file">The file that it reads.</param>
    /// <param name="scratch">Where the file is.</param>
    /// <param name="rewrite">Reads the file at a path, and gives what the writer makes of it.</param>
    public static FuzzTarget OfFile(string name, string file, Scratch scratch, Func<string, byte[]> rewrite) => new(name, input =>
        {
            byte[] once = rewrite(scratch.Write(file, input));
            RoundTripException.Require(once, Again(once));

            byte[] Again(byte[] written)
            {
                try
                {
                    return rewrite(scratch.Write(file, written));
                }
                catch (InvalidInputException refusal)
                {
                    throw new RoundTripException($"what was written is refused: {refusal.Message}");
                }
            }
        });
}
