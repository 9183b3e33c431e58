"""The console: pages for the staff of a programme, made here, with a strict content security policy.

`web_routes` of `treue.web.routes` is what the application mounts. Every page asks a use case and renders a template;
everything that writes goes through the same use cases as the command line, in the name of who is signed in.
"""
