// Starts Blazor's part of the page. By default it would ask a lost server in ever longer steps, up to 30 s apart: here
// it gives up soon, and reconnect.js goes on at an even pace, so that the page is back within seconds of the server.
Blazor.start({
  circuit: { reconnectionOptions: { maxRetries: 3, retryIntervalMilliseconds: 500 } },
});
