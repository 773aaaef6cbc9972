using System.Net.Sockets;
using System.Security.Cryptography;

namespace Antiphon.Server;

/// <summary>Says why a server cannot listen, so that its operator can put it right.</summary>
internal static class ListenFault
{
    /// <summary>Whether a failure to start comes from addresses or certificates.</summary>
    /// <param name="failure">Why it did not start.</param>
    public static bool IsOf(Exception failure) =>
        failure
            is IOException
                or UnauthorizedAccessException
                or SocketException
                or CryptographicException
                or FormatException
                or ArgumentException
                or InvalidOperationException;

    /// <summary>The failure in the words of an operator.</summary>
    /// <param name="failure">Why it did not start.</param>
    /// <param name="urls">Where it should listen.</param>
    public static InvalidInputException Of(Exception failure, IReadOnlyList<string> urls)
    {
        if (Socket(failure) is { } socket)
        {
            string at = urls.FirstOrDefault(url => failure.Message.Contains(url.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))
                ?? string.Join(" and ", urls);
            return OfSocket(socket, at);
        }

        string said = failure.Message.Split('\n')[0].TrimEnd();
        return urls.Any(url => url.StartsWith("https", StringComparison.OrdinalIgnoreCase))
            ? new InvalidInputException(
                $"the certificate for https cannot be used: {said} Expected the files of a certificate and of its key in Kestrel's settings "
                    + "Kestrel:Certificates:Default:Path and KeyPath; correct them.",
                failure
            )
            : new InvalidInputException($"cannot listen at {string.Join(" and ", urls)}: {said}", failure);
    }

    private static InvalidOptionException OfSocket(SocketException socket, string at)
    {
        (string found, string expected, string remedy) = socket.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => (
                "where another program listens",
                "an unused address",
                "stop the other program, or choose another port (0 takes a free one)"
            ),
            SocketError.AddressNotAvailable => (
                "which is not an address of this machine",
                "an address of this machine",
                "choose one; 127.0.0.1 accepts only this machine, 0.0.0.0 listens at all of its addresses"
            ),
            SocketError.AccessDenied => (
                "where this user is not permitted to listen",
                "a port that this user is permitted to use",
                "choose a port of 1024 or above, or grant this user the permission"
            ),
            _ => ($"where listening is not possible ({socket.Message})", "an address to listen at", "choose another one"),
        };
        return new InvalidOptionException(nameof(ServerOptions.Urls), $"{at}, {found}", expected, remedy);
    }

    private static SocketException? Socket(Exception? failure) =>
        failure switch
        {
            null => null,
            SocketException socket => socket,
            AggregateException several => several.InnerExceptions.Select(Socket).FirstOrDefault(found => found is not null),
            _ => Socket(failure.InnerException),
        };
}
