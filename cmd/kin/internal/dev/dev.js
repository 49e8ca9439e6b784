// Loads a page again when the program that made it has been replaced.
{
  const page = new URL(document.currentScript.src).search;
  const listen = () => {
    const socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/_kin/socket" + page);
    socket.onmessage = () => {
      socket.onclose = null;
      location.reload();
    };
    socket.onclose = () => setTimeout(listen, 500);
  };
  listen();
}
